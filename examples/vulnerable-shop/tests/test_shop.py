"""The shop works."""

import io


def test_everybody_sees_the_teas(client):
    page = client.get("/?sort=price&direction=DESC").get_data(as_text=True)
    assert page.index("Morning Mist") < page.index("First Flush") < page.index("Harbour Breakfast")


def test_a_tea_is_found_by_a_word(client):
    page = client.get("/search?q=pine").get_data(as_text=True)
    assert "Smoked Pine" in page and "First Flush" not in page


def test_stores_are_listed_by_town(client):
    page = client.get("/stores?town=Whitby").get_data(as_text=True)
    assert "4 Pier Road" in page and "Custom House" not in page


def test_a_customer_registers_and_logs_in(client):
    data = {"email": "new@mail.example", "name": "Noor", "password": "oolong"}
    assert "Noor" in client.post("/register", data=data, follow_redirects=True).get_data(as_text=True)
    client.get("/logout")
    assert client.post("/login", data=data).status_code == 302


def test_a_wrong_password_is_refused(client):
    answer = client.post("/login", data={"email": "wren@mail.example", "password": "tea"})
    assert answer.status_code == 401


def test_what_is_in_the_basket_can_be_ordered(wren):
    wren.post("/basket/add/1")
    wren.post("/basket/add/2")
    assert "Together 16.70" in wren.get("/basket").get_data(as_text=True)
    page = wren.post("/basket/order", data={"address": "3 Quay Lane"}, follow_redirects=True)
    assert "16.70, to 3 Quay Lane" in page.get_data(as_text=True)
    wren.get("/basket/empty")
    assert "Together 0.00" in wren.get("/basket").get_data(as_text=True)


def test_a_customer_exports_orders(wren):
    answer = wren.get("/orders/export?name=mine.csv")
    assert answer.get_data(as_text=True).strip() == "1,1040"
    assert "mine.csv" in answer.headers["Content-Disposition"]


def test_a_customer_changes_the_profile(wren):
    wren.post("/profile/edit", data={"name": "Wren A.", "website": "https://wren.example"})
    assert "Wren A." in wren.get("/profile/2").get_data(as_text=True)


def test_a_customer_uploads_a_picture(wren):
    picture = (io.BytesIO(b"a picture"), "me.png")
    wren.post("/profile/picture", data={"picture": picture})
    assert wren.get("/profile/picture/me.png").data == b"a picture"


def test_a_profile_is_imported(wren):
    wren.post("/profile/import", data={"profile": (io.BytesIO(b"name: W. Abbot"), "profile.yml")})
    assert "W. Abbot" in wren.get("/profile/2").get_data(as_text=True)


def test_a_greeting_is_shown(wren):
    page = wren.post("/profile/greeting", data={"greeting": "From {profile.name}"})
    assert "From Wren Abbot" in page.get_data(as_text=True)


def test_a_password_is_reset(app, client):
    client.post("/forgotten", data={"email": "wren@mail.example"})
    with app.app_context():
        from shop.database import find_one

        token = find_one("SELECT reset_token FROM customer WHERE id = 2")["reset_token"]
    client.post("/reset/" + token, data={"password": "lapsang"})
    answer = client.post("/login", data={"email": "wren@mail.example", "password": "lapsang"})
    assert answer.status_code == 302


def test_the_back_office_is_for_staff(wren):
    assert wren.get("/admin/").status_code == 403
    assert wren.get("/admin/report?name=shop.reports.sales").status_code == 403


def test_staff_see_customers_and_reports(office):
    assert "Ilse Brandt" in office.get("/admin/").get_data(as_text=True)
    report = office.get("/admin/report?name=shop.reports.sales")
    assert report.get_json() == {"orders": 2, "worth": 2190}


def test_staff_look_colleagues_up(office, monkeypatch):
    from ldap3 import MOCK_SYNC, Connection, Server

    from shop import directory

    connection = Connection(Server("directory"), client_strategy=MOCK_SYNC)
    entry = {"uid": "mo", "cn": "Mo Reyes", "mail": "mo@harbourtea.example", "objectClass": "person"}
    connection.strategy.add_entry("uid=mo,ou=staff,dc=harbourtea", entry)
    monkeypatch.setattr(directory, "connect", lambda: connection)
    assert office.get("/admin/staff?uid=mo").get_json() == ["Mo Reyes"]


def test_staff_issue_gift_cards_and_keys(office):
    assert office.post("/giftcards/", data={"value": "25"}).get_json()["code"]
    assert "PUBLIC KEY" in office.post("/suppliers/key").get_json()["public"]


def test_points_are_read_from_the_partner(client, monkeypatch):
    from shop import loyalty

    class Cards:
        def find_one(self, query):
            return {"points": 12} if query == {"number": "7", "pin": "11"} else None

    monkeypatch.setattr(loyalty, "cards", Cards())
    answer = client.post("/loyalty/points", json={"number": "7", "pin": "11"})
    assert answer.get_json() == {"points": 12}
    assert client.post("/loyalty/points", json={"number": "7", "pin": "x"}).status_code == 404


def test_the_app_logs_in_and_orders(client):
    body = {"email": "ilse@mail.example", "password": "ginger-nut"}
    assert client.post("/api/login", json=body).get_json() == {"id": 3, "name": "Ilse Brandt"}
    client.post("/login", data=body)
    assert client.post("/api/orders", json={"total": 520, "address": "9 Mill Row"}).status_code == 200
    assert client.patch("/api/me", json={"address": "10 Mill Row"}).status_code == 200


def test_prices_are_read(client):
    body = "<prices><price tea='Assam'>500</price></prices>"
    assert client.post("/suppliers/prices", data=body).get_json() == {"Assam": "500"}
