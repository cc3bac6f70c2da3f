"""The first rows of an empty shop."""

from .security import hash_password

TEAS = [
    ("Harbour Breakfast", "Assam", 520),
    ("First Flush", "Darjeeling", 1150),
    ("Smoked Pine", "Fujian", 890),
    ("Morning Mist", "Uji", 1420),
]

PEOPLE = [
    ("office@harbourtea.example", "Back office", "admin", "staff"),
    ("wren@mail.example", "Wren Abbot", "marmalade", "customer"),
    ("ilse@mail.example", "Ilse Brandt", "ginger-nut", "customer"),
]


def fill(db):
    """Insert the teas and the accounts everybody starts with."""
    for tea in TEAS:
        db.execute("INSERT INTO tea (name, origin, price) VALUES (?, ?, ?)", tea)
    for email, name, password, role in PEOPLE:
        db.execute(
            "INSERT INTO customer (email, name, password, role) VALUES (?, ?, ?, ?)",
            (email, name, hash_password(password), role),
        )
    db.execute("INSERT INTO purchase (customer_id, total, address) VALUES (2, 1040, '3 Quay Lane')")
    db.execute("INSERT INTO purchase (customer_id, total, address) VALUES (3, 1150, '9 Mill Row')")
