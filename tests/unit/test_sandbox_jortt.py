"""jortt's sandbox: signing in, limits, lists, customers."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.jortt_case import address_fixture, client_fixture

__all__ = ["address_fixture", "client_fixture"]
BACK = "https://odoo.example/deratix/oauth"
ASKED = {
    "client_id": "demo-jortt-client",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "customers:read invoices:read",
    "state": "s t&te",
}
PERSON = {"login": "eva@duinhandel.example", "password": "demo", "decision": "allow"}
PAGE = "/oauth-provider/oauth/authorize"
COMPANY = {
    "is_private": False, "customer_name": "Nieuw BV", "address_street": "Plein 1",
    "address_postal_code": "1011 AA", "address_city": "Amsterdam",
}  # fmt: skip


def key_of(answer):
    return answer.status_code, answer.json()["error"]["key"]


def sent_back(answer):
    assert answer.status_code == 302
    return {key: values[0] for key, values in
            parse_qs(urlsplit(answer.headers["Location"]).query).items()}  # fmt: skip


def code_of(client, **changes):
    answer = client.call("POST", PAGE, data={**ASKED, **PERSON, **changes})
    return sent_back(answer)["code"]


# -- signing in ------------------------------------------------------------------------------------


def test_a_person_consents(client):
    page = client.get(PAGE, params=ASKED)
    assert page.status_code == 200
    assert "customers:read" in page.text and 'value="s t&amp;te"' in page.text
    wrong = client.call("POST", PAGE, data={**ASKED, **PERSON, "password": "x"})
    assert wrong.status_code == 200 and "wrong" in wrong.text
    told = sent_back(client.call("POST", PAGE, data={**ASKED, **PERSON}))
    assert told["state"] == "s t&te"
    tokens = client.ask_token(grant_type="authorization_code", code=told["code"], redirect_uri=BACK)
    body = tokens.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 7200)
    assert body["scope"] == ASKED["scope"] and body["refresh_token"]
    client.use(body["access_token"])
    assert client.get("/customers").status_code == 200
    assert key_of(client.get("/organizations/me")) == (401, "scopes.insufficient")


def test_a_person_refuses(client):
    told = sent_back(client.call("POST", PAGE, data={**ASKED, "decision": "deny"}))
    assert told == {"error": "access_denied", "state": "s t&te"}
    told = sent_back(client.get(PAGE, params={**ASKED, "scope": "everything"}))
    assert told["error"] == "invalid_scope"


@pytest.mark.parametrize("change", [{"client_id": "other"}, {"redirect_uri": "nowhere"}])
def test_nobody_is_sent_to_an_unknown_address(client, change):
    for answer in (
        client.get(PAGE, params={**ASKED, **change}),
        client.call("POST", PAGE, data={**ASKED, **PERSON, **change}),
    ):
        assert answer.status_code == 400
        assert "Location" not in answer.headers


def test_a_code_serves_once_for_ten_minutes_and_one_address(client):
    form = {"grant_type": "authorization_code", "redirect_uri": BACK}
    code = code_of(client)
    assert client.ask_token(**form, code=code).status_code == 200
    assert client.ask_token(**form, code=code).json()["error"] == "invalid_grant"
    other = {**form, "redirect_uri": "https://evil.example/x"}
    assert client.ask_token(**other, code=code_of(client)).status_code == 400
    late = code_of(client)
    client.control("clock", {"advance": 601})
    assert client.ask_token(**form, code=late).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(("rotate", "second"), [(True, 400), (False, 200)])
def test_refresh_tokens_rotate_or_not(client, rotate, second):
    client.control("reset", {"rotate": rotate})
    code = code_of(client)
    first = client.ask_token(grant_type="authorization_code", code=code, redirect_uri=BACK).json()
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    renewed = client.ask_token(**form).json()
    assert (renewed["refresh_token"] != first["refresh_token"]) is rotate
    assert client.ask_token(**form).status_code == second


def test_an_application_of_its_own(client):
    form = {"grant_type": "client_credentials", "scope": "customers:read"}
    body = client.ask_token(**form).json()
    assert set(body) == {"access_token", "token_type", "expires_in", "scope", "created_at"}
    client.use(body["access_token"])
    assert client.get("/customers").status_code == 200
    assert client.ask_token(("demo-jortt-client", "x"), **form).status_code == 401
    assert client.ask_token(**{**form, "scope": "x"}).json()["error"] == "invalid_scope"
    client.control("clock", {"advance": 7200})
    assert key_of(client.get("/customers")) == (401, "access_token.expired")


def test_tokens_that_are_not_good(client):
    client.control("tokens", {"revoke": True})
    assert key_of(client.get("/customers")) == (401, "access_token.revoked")
    client.use("nonsense")
    assert key_of(client.get("/customers")) == (401, "access_token.invalid")
    client.sign_in()
    client.control("plan", {"plan": "free"})
    assert key_of(client.get("/customers")) == (401, "organization.requires_mkb_plan")


# -- limits and lists ------------------------------------------------------------------------------


def test_ten_requests_a_second(client):
    client.control("reset", {"rate": 10})
    client.sign_in()
    client.control("clock", {"freeze": True})
    states = [client.get("/organizations/me").status_code for _ in range(12)]
    assert states == [200] * 10 + [429] * 2
    refused = client.get("/organizations/me")
    assert key_of(refused) == (429, "request.throttled")
    assert "Retry-After" not in refused.headers
    client.control("clock", {"advance": 1})
    assert client.get("/organizations/me").status_code == 200


def test_pages_of_a_hundred_and_links_that_lose_the_filter(client):
    first = client.get("/customers").json()
    assert len(first["data"]) == 100
    assert first["_links"]["next"]["href"].endswith("/customers?page=2")
    last = client.get("/customers?page=2").json()
    assert (len(last["data"]), last["_links"]["next"]) == (30, None)
    assert len({row["id"] for row in first["data"] + last["data"]}) == 130
    names = [row["customer_name"].casefold() for row in first["data"]]
    assert names == sorted(names)
    sent = client.get("/v2/invoices?invoice_status=sent").json()
    assert {row["invoice_status"] for row in sent["data"]} == {"sent"}
    assert sent["_links"]["next"]["href"].endswith("/v2/invoices?page=2")
    assert key_of(client.get("/customers?page=0")) == (422, "params.invalid")
    searched = client.get("/customers?query=factuur").json()
    assert "query=factuur" in searched["_links"]["next"]["href"]
    assert key_of(client.get("/customers?query=ab")) == (422, "params.invalid")


def test_addresses_of_all_versions(client):
    for path in ("/customers", "/v1/customers", "/v2/customers", "/invoices", "/v2/estimates"):
        assert client.get(path).status_code == 200
    for path in ("/v3/invoices", "/estimates", "/orders", "/v1/nothing"):
        assert key_of(client.get(path)) == (404, "endpoint.not_found")


# -- customers -------------------------------------------------------------------------------------


def test_a_new_customer_is_told_by_its_id_only(client):
    answer = client.post("/customers", COMPANY)
    assert (answer.status_code, list(answer.json()["data"])) == (201, ["id"])
    row = client.get(f"/customers/{answer.json()['data']['id']}").json()["data"]
    assert (row["address_country_code"], row["payment_term"]) == ("NL", 30)
    form = client.call("POST", "/customers", data={"customer_name": "Jan", "is_private": "true"})
    assert form.status_code == 201


def test_what_is_missing_is_told(client):
    error = client.post("/customers", {}).json()["error"]
    assert (error["code"], error["key"]) == (422, "params.invalid")
    assert [(each["param"], each["key"]) for each in error["details"]] == [
        ("is_private", "is_missing"), ("customer_name", "is_missing"),
    ]  # fmt: skip
    error = client.post("/customers", {"is_private": False, "customer_name": "X"}).json()["error"]
    assert [each["param"] for each in error["details"]] == [
        "address_street", "address_postal_code", "address_city",
    ]  # fmt: skip


@pytest.mark.parametrize(("put", "kept"), [("keep", "a@b.example"), ("blank", None)])
def test_what_is_left_out_of_a_change(client, put, kept):
    client.control("reset", {"put": put})
    client.sign_in()
    made = client.made("customers", **COMPANY, email="a@b.example")
    assert client.call("PUT", f"/customers/{made}", json=COMPANY).status_code == 204
    assert client.get(f"/customers/{made}").json()["data"]["email"] == kept


def test_customers_that_are_not_there(client):
    assert key_of(client.get("/customers/999")) == (422, "params.invalid")
    made = client.made("customers", **COMPANY)
    answer = client.call("DELETE", f"/customers/{made}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert key_of(client.get(f"/customers/{made}")) == (404, "resource.not_found")


def test_a_vat_number_only_where_vat_is_shifted(client):
    made = client.made("customers", **COMPANY, vat_number="DE136695976")
    assert client.get(f"/customers/{made}").json()["data"]["vat_number"] is None
    shifted = client.made("customers", **COMPANY, vat_number="DE136695976", shift_vat=True)
    assert client.get(f"/customers/{shifted}").json()["data"]["vat_number"] == "DE136695976"
    rates = client.get(f"/customers/{made}/vat-percentages").json()["data"]
    assert rates == {
        "id": made, "vat_percentages": {"standard_rate": "21.0", "reduced_rate": ["9.0", "0.0"]},
    }  # fmt: skip


def test_the_same_seed_gives_the_same_customers(client):
    before = client.control("clients?full=1")
    client.control("reset", {})
    assert client.control("clients?full=1") == before
    rows = before["clients"]
    assert {row["is_private"] for row in rows} == {True, False}
    assert any(row["citizen_service_number"] for row in rows)
    client.control("reset", {"shapes": "2020"})
    client.sign_in()
    assert "archived" not in client.rows("customers")[0]
