"""The shop works."""

import io
import os


def test_everybody_sees_the_teas(visitor):
    page = visitor.get("/?sort=price&direction=DESC").get_data(as_text=True)
    assert page.index("Morning Mist") < page.index("First Flush") < page.index("Harbour Breakfast")


def test_a_tea_is_found_by_a_word(visitor):
    page = visitor.get("/search?q=pine").get_data(as_text=True)
    assert "Smoked Pine" in page and "First Flush" not in page
    assert visitor.get("/search?q=%25").status_code == 404


def test_stores_are_listed_by_town(visitor):
    page = visitor.get("/stores?town=Whitby").get_data(as_text=True)
    assert "4 Pier Road" in page and "Custom House" not in page


def test_a_customer_logs_in_and_out(visitor, passwords):
    answer = visitor.post(
        "/login?next=/orders/",
        data={"email": "wren@mail.example", "password": passwords["wren"]},
    )
    assert answer.headers["Location"] == "/orders/"
    assert "3 Quay Lane" in visitor.get("/orders/1").get_data(as_text=True)
    visitor.post("/logout")
    assert visitor.get("/orders/1").status_code == 302


def test_a_wrong_password_is_refused(visitor):
    assert visitor.log_in("wren@mail.example", "tea").status_code == 401


def test_what_is_in_the_basket_can_be_ordered(wren):
    wren.post("/basket/add/1")
    wren.post("/basket/add/2")
    assert "Together 16.70" in wren.get("/basket").get_data(as_text=True)
    answer = wren.post("/basket/order", data={"address": "3 Quay Lane"})
    page = wren.get(answer.headers["Location"])
    assert "16.70, to 3 Quay Lane" in page.get_data(as_text=True)
    assert "Together 0.00" in wren.get("/basket").get_data(as_text=True)


def test_a_basket_is_emptied(visitor):
    visitor.post("/basket/add/1")
    visitor.post("/basket/empty")
    assert "Together 0.00" in visitor.get("/basket").get_data(as_text=True)


def test_a_customer_exports_orders(wren):
    answer = wren.get("/orders/export")
    assert answer.get_data(as_text=True).strip() == "1,1040"
    assert "orders.csv" in answer.headers["Content-Disposition"]


def test_a_customer_reads_an_invoice(app, wren):
    with open(os.path.join(app.config["INVOICES"], "1.txt"), "w") as invoice:
        invoice.write("Two boxes of tea")
    assert wren.get("/orders/1/invoice").get_data(as_text=True) == "Two boxes of tea"


def test_a_large_order_has_a_price(visitor):
    answer = visitor.post("/orders/quote", data={"kilos": "2", "chests": "1"})
    assert answer.get_json() == {"price": 106400}


def test_a_customer_changes_the_profile(wren):
    wren.post("/profile/edit", data={"name": "Wren A.", "address": "", "website": "https://wren.example"})
    page = wren.get("/profile/").get_data(as_text=True)
    assert "Wren A." in page and "https://wren.example" in page


def test_a_customer_uploads_a_picture(wren):
    wren.post("/profile/picture", data={"picture": (io.BytesIO(b"a picture"), "me.png")})
    page = wren.get("/profile/").get_data(as_text=True)
    path = page.split('<img src="')[1].split('"')[0]
    assert wren.get(path).data == b"a picture"


def test_a_profile_is_imported(wren):
    wren.post("/profile/import", data={"profile": (io.BytesIO(b"name: W. Abbot"), "profile.yml")})
    assert "W. Abbot" in wren.get("/profile/").get_data(as_text=True)


def test_a_greeting_is_shown(wren):
    page = wren.post("/profile/greeting", data={"greeting": "From {name}"})
    assert "From Wren" in page.get_data(as_text=True)


def test_a_password_is_reset_and_ends_every_session(visitor, wren):
    from shop import mail

    visitor.post("/forgotten", data={"email": "wren@mail.example"})
    address, path = mail.outbox[-1]
    assert address == "wren@mail.example"
    visitor.post(path, data={"password": "a-longer-lapsang"})
    assert wren.get("/orders/").status_code == 302
    assert visitor.log_in("wren@mail.example", "a-longer-lapsang").status_code == 302


def test_staff_see_customers_reports_and_addresses(office):
    assert "ilse@mail.example" in office.get("/admin/").get_data(as_text=True)
    assert office.get("/admin/report?name=sales").get_json() == {"orders": 2, "worth": 2190}
    assert b"Ilse" in office.get("/admin/export").data


def test_staff_close_an_account(office):
    office.post("/admin/customers/3/delete")
    assert "ilse@mail.example" not in office.get("/admin/").get_data(as_text=True)


def test_staff_pack_a_folder(app, office):
    assert office.post("/admin/backup", data={"folder": "uploads"}).get_json() == {"done": True}
    assert os.path.exists(os.path.join(os.path.dirname(app.config["DATABASE"]), "backup.tar"))


def test_staff_look_colleagues_up(office, monkeypatch):
    from ldap3 import MOCK_SYNC, Connection, Server

    from shop import directory

    connection = Connection(Server("directory"), client_strategy=MOCK_SYNC)
    entry = {"uid": "mo", "cn": "Mo Reyes", "mail": "mo@harbourtea.example", "objectClass": "person"}
    connection.strategy.add_entry("uid=mo,ou=staff,dc=harbourtea", entry)
    monkeypatch.setattr(directory, "connect", lambda: connection)
    assert office.get("/admin/staff?uid=mo").get_json() == ["Mo Reyes"]
    assert office.get("/admin/staff?uid=*").get_json() == []


def test_staff_issue_gift_cards_and_keys(office):
    assert office.post("/giftcards/", data={"value": "25"}).get_json()["code"]
    assert "PUBLIC KEY" in office.post("/suppliers/key").get_json()["public"]


def test_points_are_read_from_the_partner(visitor, monkeypatch):
    from shop import loyalty

    class Cards:
        def find_one(self, query):
            return {"points": 12} if query == {"number": "7", "pin": "11"} else None

    monkeypatch.setattr(loyalty, "cards", Cards())
    answer = visitor.post("/loyalty/points", json={"number": "7", "pin": "11"})
    assert answer.get_json() == {"points": 12}


def test_the_app_logs_in_and_orders(visitor, passwords):
    body = {"email": "ilse@mail.example", "password": passwords["ilse"]}
    assert visitor.post("/api/login", json=body).get_json() == {"id": 3, "name": "Ilse"}
    assert visitor.post("/api/orders", json={"tea": 1, "address": "9 Mill Row"}).status_code == 200
    assert visitor.send("PATCH", "/api/me", json={"address": "10 Mill Row"}).status_code == 200


def test_prices_are_read(office):
    body = "<prices><price tea='Assam'>500</price></prices>"
    assert office.post("/suppliers/prices", data=body).get_json() == {"Assam": "500"}
