"""Statements that are too long to stand in a view."""

COLUMNS = {"name": "name", "origin": "origin", "price": "price"}


def teas_in_order(column, direction):
    """All teas, sorted as the customer wishes, by name where the wish is unknown."""
    wanted = COLUMNS.get(column, "name")
    order = "DESC" if direction == "DESC" else "ASC"
    return f"SELECT id, name, origin, price FROM tea ORDER BY {wanted} {order}"


def teas_like():
    """All teas whose name contains a word."""
    return "SELECT id, name, origin, price FROM tea WHERE name LIKE ? ESCAPE '!'"


def containing(word):
    """The pattern for LIKE that holds for a text that contains a word."""
    for special in "!%_":
        word = word.replace(special, "!" + special)
    return "%" + word + "%"
