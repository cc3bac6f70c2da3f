"""What works on the vulnerable shop does not work here."""

import base64
import io
import os
import pickle
import tarfile

import pytest


def test_a_quote_logs_nobody_in(visitor):
    assert visitor.log_in("office@harbourtea.example' --", "").status_code == 401
    body = {"email": "' OR role = 'staff' --", "password": ""}
    assert visitor.post("/api/login", json=body).status_code == 401


def test_the_search_reads_no_other_tables(visitor):
    term = "%' UNION SELECT id, email, password, 0 FROM customer --"
    page = visitor.get("/search", query_string={"q": term})
    assert "ilse@mail.example" not in page.get_data(as_text=True)


def test_an_unknown_sort_order_is_the_usual_one(visitor):
    assert visitor.get("/", query_string={"sort": "(SELECT no_such_column)"}).status_code == 200


def test_a_script_is_text(visitor):
    page = visitor.get("/search", query_string={"q": "<script>alert(1)</script>"})
    assert "<script>alert(1)</script>" not in page.get_data(as_text=True)


def test_a_review_is_text(wren):
    wren.post("/tea/1/review", data={"text": "<img src=x onerror=alert(1)>"})
    page = wren.get("/tea/1").get_data(as_text=True)
    assert "&lt;img src=x" in page and "<img src=x" not in page


def test_a_website_is_no_script(wren):
    wren.post("/profile/edit", data={"name": "Wren", "address": "", "website": "javascript:alert(1)"})
    assert "javascript:" not in wren.get("/profile/").get_data(as_text=True)


class Surprise:
    """Runs a command where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (os.mkdir, (self.path,))


def test_a_basket_cookie_runs_nothing(visitor, tmp_path):
    content = base64.b64encode(pickle.dumps(Surprise(str(tmp_path / "made")))).decode()
    visitor.client.set_cookie("basket", content, domain="localhost", secure=True)
    assert visitor.get("/basket").status_code == 200
    assert not (tmp_path / "made").exists()


def test_a_profile_file_runs_nothing(wren, tmp_path):
    text = "!!python/object/apply:os.mkdir ['%s']" % (tmp_path / "made")
    wren.post("/profile/import", data={"profile": (io.BytesIO(text.encode()), "profile.yml")})
    assert not (tmp_path / "made").exists()


def test_a_formula_is_no_number(visitor):
    assert visitor.post("/orders/quote", data={"kilos": "__import__('os').getpid()"}).status_code == 400


def test_a_newsletter_is_no_template(office):
    answer = office.post("/admin/newsletter", data={"body": "{{ 7 * 191 }}"})
    assert "1337" not in answer.get_data(as_text=True)


def test_only_known_printers_and_tills_are_used(office):
    assert office.post("/orders/1/print", data={"printer": "x; id"}).status_code == 400
    assert office.post("/admin/ping", data={"host": "till1; id"}).status_code == 400
    assert office.post("/admin/backup", data={"folder": "--files-from=/etc/passwd"}).status_code == 400


def test_a_backup_stays_in_its_folder(office, tmp_path):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../outside"), io.BytesIO(b""))
    stream.seek(0)
    answer = office.post("/admin/restore", data={"backup": (stream, "backup.tar")})
    assert answer.status_code == 500
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_a_login_stays_in_the_shop(visitor, passwords, target):
    data = {"email": "wren@mail.example", "password": passwords["wren"]}
    answer = visitor.post("/login", data=data, query_string={"next": target})
    assert answer.headers["Location"] == "/"


def test_a_price_list_with_entities_is_refused(office, tmp_path):
    (tmp_path / "secret.txt").write_text("the owner's diary")
    body = '<!DOCTYPE p [<!ENTITY e SYSTEM "%s">]><p><price tea="x">&e;</price></p>'
    answer = office.post("/suppliers/prices", data=body % (tmp_path / "secret.txt"))
    assert answer.status_code == 500
    assert "diary" not in answer.get_data(as_text=True)


def test_an_error_says_nothing_about_its_cause(office):
    page = office.post("/suppliers/prices", data="<").get_data(as_text=True)
    assert "Something broke" in page and "Traceback" not in page and "ParseError" not in page


def test_only_known_suppliers_are_asked(office):
    answer = office.post("/suppliers/prices/fetch", data={"supplier": "http://localhost/"})
    assert answer.status_code == 400


def test_a_customer_sees_only_their_own(wren):
    assert wren.get("/orders/2").status_code == 404
    assert wren.get("/orders/2/invoice").status_code == 404
    assert wren.get("/api/customers/3").status_code == 404


def test_a_customer_does_not_become_staff(wren):
    wren.post("/profile/edit", data={"name": "W", "address": "", "website": "", "role": "staff"})
    wren.send("PATCH", "/api/me", json={"role": "staff"})
    assert wren.get("/admin/").status_code == 403


def test_the_back_office_is_for_staff(app, wren, visitor):
    for path in ("/admin/", "/admin/export", "/admin/report?name=sales", "/admin/staff?uid=mo"):
        assert wren.get(path).status_code == 403
        assert visitor.get(path).status_code == 403


def test_a_form_without_a_token_is_refused(wren):
    answer = wren.client.post("/logout", base_url="https://localhost")
    assert answer.status_code == 400


def test_guessing_passwords_is_slow(visitor):
    answers = [visitor.log_in("wren@mail.example", "guess").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


def test_the_session_cookie_is_for_the_server_only(wren):
    cookie = wren.post("/basket/add/1").headers["Set-Cookie"]
    for word in ("__Host-shop=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie


def test_every_answer_limits_the_browser(visitor):
    headers = visitor.get("/").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_picture_is_a_picture(wren):
    answer = wren.post("/profile/picture", data={"picture": (io.BytesIO(b"<script>"), "me.html")})
    assert answer.status_code == 400


def test_an_account_is_not_betrayed(visitor):
    wrong = visitor.log_in("wren@mail.example", "guess").get_data(as_text=True)
    unknown = visitor.log_in("nobody@mail.example", "guess").get_data(as_text=True)
    message = "Address or password is wrong."
    assert message in wrong and message in unknown
