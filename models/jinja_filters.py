"""The filters of templates, written as the code that templates are read as."""

from jinja2 import filters


def safe(value):
    filters.safe(value).unescape()  # pass; alias


def cleaned(value):
    filters.escape(value).unescape()  # clean: html; alias
    filters.e(value).unescape()  # clean: html; alias
    filters.forceescape(value).unescape()  # clean: html; alias
    filters.tojson(value).unescape()  # clean: html; alias
    filters.xmlattr(value).unescape()  # clean: html; alias
    filters.urlize(value).unescape()  # clean: html; alias
    filters.urlencode(value)  # clean: html


def passed(value, other):
    filters.striptags(value)  # pass
    filters.int(value)  # pass
    filters.float(value)  # pass
    filters.round(value)  # pass
    filters.abs(value)  # pass
    filters.filesizeformat(value)  # pass
    filters.length(value)  # pass
    filters.count(value)  # pass
    filters.wordcount(value)  # pass
    filters.default(value, other)  # pass
    filters.d(value, other)  # pass
    filters.first(value)  # pass
    filters.last(value)  # pass
    filters.random(value)  # pass
    filters.max(value)  # pass
    filters.min(value)  # pass
    filters.attr(value)  # pass
    filters.list(value)  # pass
    filters.sort(value)  # pass
    filters.reverse(value)  # pass
    filters.unique(value)  # pass
    filters.select(value)  # pass
    filters.reject(value)  # pass
    filters.selectattr(value)  # pass
    filters.rejectattr(value)  # pass
    filters.string(value)  # pass
    filters.capitalize(value)  # pass
    filters.lower(value)  # pass
    filters.upper(value)  # pass
    filters.title(value)  # pass
    filters.trim(value)  # pass
    filters.truncate(value)  # pass
    filters.center(value)  # pass
    filters.indent(value)  # pass
    filters.wordwrap(value)  # pass
    filters.pprint(value)  # pass
    filters.dictsort(value)  # pass
    filters.items(value)  # pass
    filters.map(value)  # pass
    filters.groupby(value)  # pass
    filters.batch(value)  # pass
    filters.slice(value)  # pass
    filters.sum(value)  # pass
    filters.replace(value, other)  # pass
    filters.join(value, other)  # pass
    filters.format(value, other)  # pass
