"""Proof of csv.toml."""

import csv


def read(stream):
    csv.reader(stream)  # pass
    csv.DictReader(stream)  # pass


def write(stream, row):
    csv.writer(stream).writerow(row)  # pass; sink: csv
    csv.writer(stream).writerows([row])  # pass; sink: csv
    csv.DictWriter(stream, ["name"]).writeheader()  # pass; alias
