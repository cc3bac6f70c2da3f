"""Proof of datetime.toml."""

import datetime


def now():
    datetime.date.today().date()  # source: clock; alias
    datetime.datetime.now().date()  # source: clock; alias
    datetime.datetime.today().date()  # source: clock; alias
    datetime.datetime.utcnow().date()  # source: clock; alias


def read(text, number):
    datetime.date(number, 1, 1).weekday()  # pass; alias
    datetime.date.fromisoformat(text).weekday()  # pass; alias
    datetime.date.fromordinal(number).weekday()  # pass; alias
    datetime.date.fromtimestamp(number).weekday()  # pass; alias
    datetime.date.strptime(text, "%Y").weekday()  # pass; alias
    datetime.datetime(number, 1, 1).weekday()  # pass
    datetime.datetime.combine(number, text).weekday()  # pass; alias
    datetime.datetime.fromisoformat(text).weekday()  # pass; alias
    datetime.datetime.fromtimestamp(number).weekday()  # pass; alias
    datetime.datetime.strptime(text, "%Y").weekday()  # pass; alias
    datetime.datetime.utcfromtimestamp(number).weekday()  # pass; alias
    datetime.time(number).isoformat()  # pass; alias
    datetime.time.fromisoformat(text).isoformat()  # pass; alias
    datetime.timedelta(number).total_seconds()  # pass; alias; role


def change(year, form):
    moment = datetime.datetime(year, 1, 1)
    moment.astimezone().weekday()  # pass; alias
    moment.date().weekday()  # pass; alias
    moment.replace(year=year).weekday()  # pass; alias
    moment.time().isoformat()  # pass; alias
    moment.isocalendar()  # pass
    moment.timestamp()  # pass
    moment.timetuple()  # pass
    moment.total_seconds()  # pass
    moment.toordinal()  # pass
    moment.weekday()  # pass
    moment.isoformat(form)  # pass
    moment.strftime(form)  # pass
