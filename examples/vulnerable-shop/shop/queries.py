"""Statements that are too long to stand in a view."""


def teas_in_order(column, direction):
    """All teas, sorted as the customer wishes."""
    return "SELECT id, name, origin, price FROM tea ORDER BY %s %s" % (column, direction)


def teas_like(term):
    """All teas whose name contains a word."""
    return f"SELECT id, name, origin, price FROM tea WHERE name LIKE '%{term}%'"
