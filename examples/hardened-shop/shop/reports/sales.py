"""What was sold."""

from ..database import find_one


def run():
    """The number of orders and their worth."""
    row = find_one("SELECT COUNT(*) AS orders, SUM(total) AS worth FROM purchase")
    return {"orders": row["orders"], "worth": row["worth"]}
