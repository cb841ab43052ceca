"""The sandbox of Fortnox does what is known of the live system."""

import time

import pytest
import requests

from tests.sandbox.fortnox import Fortnox
from tests.sandbox.thread import running

BASIC = ("demo-fortnox-client", "demo-fortnox-secret-0001")


@pytest.fixture(scope="module")
def address():
    with running(Fortnox, clients=40, orders=5, invoices=5) as url:
        yield url


class Client:
    """Calls the API with a token, unchecked."""

    def __init__(self, url):
        self.url = url
        self.http = requests.Session()
        self.reset()

    def reset(self, **options):
        self.control("reset", {"rate_limit": 0, **options})
        token = self.control("tokens", {})["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"

    def call(self, method, path, **options):
        return self.http.request(method, f"{self.url}/3/{path}", timeout=20, **options)

    def get(self, path):
        return self.call("GET", path)

    def put(self, path, **wrapped):
        return self.call("PUT", path, json=wrapped)

    def post(self, path, **wrapped):
        return self.call("POST", path, json=wrapped)

    def control(self, path, body=None, method=None):
        method = method or ("GET" if body is None else "POST")
        answer = requests.request(method, f"{self.url}/__control__/{path}", json=body, timeout=20)
        answer.raise_for_status()
        return answer.json()

    def token(self, auth=BASIC, headers=None, **form):
        address = f"{self.url}/oauth-v1/token"
        return requests.post(address, data=form, auth=auth, headers=headers, timeout=20)


@pytest.fixture
def client(address):
    made = Client(address)
    yield made
    made.http.close()


def error(answer):
    information = answer.json()["ErrorInformation"]
    return answer.status_code, information.get("code") or information.get("Code")


# -- lists -----------------------------------------------------------------------------------------


def test_lists_have_their_counts_first_and_little_else(client):
    body = client.get("customers?limit=3&page=2").json()
    assert list(body) == ["MetaInformation", "Customers"]
    assert body["MetaInformation"] == {
        "@TotalResources": 40, "@TotalPages": 14, "@CurrentPage": 2,
    }  # fmt: skip
    row = body["Customers"][0]
    assert set(row) == {
        "@url", "Address1", "Address2", "City", "CustomerNumber", "Email", "Name",
        "OrganisationNumber", "Phone", "ZipCode",
    }  # fmt: skip
    assert row["Address2"] == "", "null in the record"
    assert client.get(f"customers/{row['CustomerNumber']}").json()["Customer"]["Address2"] is None
    assert row["@url"] == f"{client.url}/3/customers/{row['CustomerNumber']}"
    empty = client.get("customers?name=zzz").json()
    assert empty["MetaInformation"] == {
        "@TotalResources": 0, "@TotalPages": 0, "@CurrentPage": 1,
    }  # fmt: skip


def test_pages_and_offsets(client):
    numbers = [
        row["CustomerNumber"] for row in client.get("customers?limit=500").json()["Customers"]
    ]
    assert numbers == sorted(numbers, key=int)
    some = client.get("customers?limit=10&offset=5").json()["Customers"]
    assert [row["CustomerNumber"] for row in some] == numbers[5:15]
    back = client.get("customers?sortorder=descending&limit=1").json()["Customers"]
    assert back[0]["CustomerNumber"] == numbers[-1]
    assert client.get("customers?page=99").json()["Customers"] == []
    client.reset(beyond="404")
    assert client.get("customers?page=99").status_code == 404


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("filter=foo", 2000587),
        ("LastModified=2026-01-01", 2000588),
        ("lastmodified=soon", 2000588),
        ("sortby=email", 2000588),
        ("name=a&city=b", 2000588),
        ("colour=red", 2000588),
    ],
)
def test_lists_asked_wrongly(client, query, code):
    assert error(client.get(f"customers?{query}")) == (400, code)


def test_searching_finds_what_contains_the_words(client):
    client.control("customers", {"Name": "A100", "Email": "x@a.example"})
    client.control("customers", {"Name": "1a100"})
    assert len(client.get("customers?name=A100").json()["Customers"]) == 2
    body = client.get("customers?name=A100&filter=active&lastmodified=2020-01-01").json()
    assert len(body["Customers"]) == 2, "beside filters of all resources"


def test_what_changed_by_local_time(client):
    client.reset(access_life=10**9)
    client.control("clock", {"set": "2027-07-01T12:00:30", "freeze": True})
    number = client.get("customers?limit=1").json()["Customers"][0]["CustomerNumber"]
    client.put(f"customers/{number}", Customer={"City": "Kiruna"})
    for bound, found in (
        ("2027-07-01", 1), ("2027-07-01 12:00", 1), ("2027-07-01 12:00:30", 1),
        ("2027-07-01 12:01", 0),
    ):  # fmt: skip
        listed = client.get(f"customers?lastmodified={bound}").json()["Customers"]
        assert len(listed) == found, bound


# -- writing ---------------------------------------------------------------------------------------


def test_an_empty_text_changes_nothing_and_a_word_empties(client):
    made = client.post("customers", Customer={"Name": "Firma", "City": "Kiruna", "Phone1": "1"})
    assert made.status_code == 201
    number = made.json()["Customer"]["CustomerNumber"]
    changed = client.put(f"customers/{number}", Customer={"City": "", "Phone1": "API_BLANK"})
    assert changed.status_code == 200
    customer = changed.json()["Customer"]
    assert (customer["City"], customer["Phone1"], customer["Name"]) == ("Kiruna", None, "Firma")


def test_the_country_follows_from_its_code(client):
    body = client.post(
        "customers", Customer={"Name": "X", "CountryCode": "NO", "Country": "Mars"}
    ).json()
    assert body["Customer"]["Country"] == "Norge"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Name": "X", "Colour": "red"}, 2001399),
        ({"Name": "<b>"}, 2000359),
        ({"Name": "🔧"}, 2000359),
        ({"Name": "X", "Active": "maybe"}, 2000134),
        ({"Name": "X", "CustomerNumber": "a.b"}, 2000106),
    ],
)
def test_customers_that_are_refused(client, fields, code):
    assert error(client.post("customers", Customer=fields)) == (400, code)


def test_what_is_refused_altogether(client):
    assert error(client.call("POST", "customers", data=b"{")) in ((400, 1000031), (400, 2002115))
    assert error(client.call("POST", "customers", json={"customer": {}})) == (400, 2001392)
    assert error(client.post("customers", Customer={"Name": "X", "TermsOfPayment": "99"})) == (
        404, 2000429,
    )  # fmt: skip
    assert error(client.get("customers/none")) == (404, 2000433)
    assert error(client.get("articles/none")) == (404, 2000428)
    assert error(client.get("orders/none")) == (404, 2000439)
    assert error(client.get("invoices/none")) == (404, 2000434)
    assert error(client.get("units/none")) == (404, 2000432)


def test_both_casings_of_errors(client):
    missing = client.get("customers/none").json()["ErrorInformation"]
    invalid = client.get("customers?filter=foo").json()["ErrorInformation"]
    assert set(missing) == {"Error", "Message", "Code"}
    assert set(invalid) == {"error", "message", "code"}


def test_a_number_stays_reserved(client):
    client.post("customers", Customer={"Name": "X", "CustomerNumber": "A+1/2"})
    assert client.call("DELETE", "customers/A%2B1%2F2").status_code == 204
    again = client.post("customers", Customer={"Name": "X", "CustomerNumber": "A+1/2"})
    assert error(again) == (400, 2000637)


def test_rows_by_their_place_and_by_their_number(client):
    customer = client.get("customers?limit=1").json()["Customers"][0]["CustomerNumber"]
    rows = [{"Description": name, "DeliveredQuantity": 2, "Price": 100} for name in "abc"]
    order = client.post("orders", Order={"CustomerNumber": customer, "OrderRows": rows}).json()
    order = order["Order"]
    assert [row["DeliveredQuantity"] for row in order["OrderRows"]] == ["2", "2", "2"]
    assert (order["Net"], order["TotalVAT"], order["Total"], order["RoundOff"]) == (
        600,
        150,
        750,
        0,
    )
    number = order["DocumentNumber"]
    by_place = client.put(f"orders/{number}", Order={"OrderRows": [{"Price": 10}, {}]}).json()
    kept = by_place["Order"]["OrderRows"]
    assert [(row["Description"], row["Price"]) for row in kept] == [("a", 10), ("b", 100)]
    new = [{"RowId": kept[1]["RowId"]}, {"Description": "d", "DeliveredQuantity": 1, "Price": 5}]
    by_number = client.put(f"orders/{number}", Order={"OrderRows": new}).json()["Order"]
    assert [row["Description"] for row in by_number["OrderRows"]] == ["b", "d"]
    old = {row["RowId"] for row in kept}
    assert not old & {row["RowId"] for row in by_number["OrderRows"]}, "numbers are made anew"
    assert error(client.call("DELETE", f"orders/{number}"))[0] == 400


def test_crowns_are_rounded_and_prices_may_include_tax(client):
    customer = client.get("customers?limit=1").json()["Customers"][0]["CustomerNumber"]
    rows = [{"Description": "a", "DeliveredQuantity": "2", "Price": 189, "Discount": 0}]
    order = client.post("orders", Order={"CustomerNumber": customer, "OrderRows": rows}).json()
    told = order["Order"]
    assert (told["TotalVAT"], told["RoundOff"], told["Total"]) == (94.5, -0.5, 472)
    rows = [{"Description": "a", "DeliveredQuantity": 1, "Price": 125}]
    invoice = {"CustomerNumber": customer, "VATIncluded": True, "InvoiceRows": rows}
    told = client.post("invoices", Invoice=invoice).json()["Invoice"]
    assert (told["Net"], told["Total"], told["Balance"], told["Credit"]) == (100, 125, 125, "false")
    assert told["InvoiceRows"][0]["PriceExcludingVAT"] == 100
    assert (told["OrderReference"], told["CreditInvoiceReference"]) == ("0", "0")


def test_an_order_becomes_one_invoice(client):
    number = client.control("orders")["ids"][1]
    invoice = client.put(f"orders/{number}/createinvoice").json()["Invoice"]
    assert invoice["OrderReference"] == number
    order = client.get(f"orders/{number}").json()["Order"]
    assert order["InvoiceReference"] == invoice["DocumentNumber"]
    assert client.put(f"orders/{number}/createinvoice").status_code == 400
    assert number in [
        row["DocumentNumber"] for row in client.get("orders?filter=invoicecreated").json()["Orders"]
    ]


# -- signing in ------------------------------------------------------------------------------------


def test_tokens_rotate(client):
    first = client.control("tokens", {})
    told = client.token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    second = told.json()
    assert (second["expires_in"], second["token_type"]) == (3600, "bearer")
    assert second["refresh_token"] != first["refresh_token"]
    again = client.token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_who_is_not_let_in(client):
    wrong = client.token(auth=(BASIC[0], "x"), grant_type="client_credentials")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    for tenant in (None, "1"):
        headers = {"TenantId": tenant} if tenant else {}
        refused = client.token(headers=headers, grant_type="client_credentials")
        assert refused.json()["error"] == "invalid_grant"
    granted = client.token(headers={"TenantId": "555001"}, grant_type="client_credentials").json()
    assert "refresh_token" not in granted
    client.http.headers["Authorization"] = "Bearer x"
    assert (client.get("customers").status_code, client.get("customers").json()) == (
        401, {"message": "unauthorized"},
    )  # fmt: skip


def test_without_offline_there_is_no_refresh_token(client):
    query = "client_id=demo-fortnox-client&response_type=code&scope=customer&redirect_uri=http://o/"
    page = f"{client.url}/oauth-v1/auth?{query}"
    assert "customer" in requests.get(page, timeout=10).text
    sent = requests.post(page, data={"decision": "allow"}, allow_redirects=False, timeout=10)
    code = sent.headers["Location"].partition("code=")[2]
    told = client.token(grant_type="authorization_code", code=code, redirect_uri="http://o/").json()
    assert "refresh_token" not in told and told["scope"] == "customer"
    wrong = page.replace("scope=customer", "scope=everything")
    assert requests.get(wrong, timeout=10).status_code == 400
    evil = page.replace("scope=customer", "scope=%3Cscript%3E")
    assert "<script>" not in requests.get(evil, timeout=10).text


# -- limits and time -------------------------------------------------------------------------------


def test_twenty_five_in_five_seconds(client):
    client.reset(rate_limit=25)
    client.control("clock", {"freeze": True})
    statuses = [client.get("customers?limit=1").status_code for _ in range(27)]
    assert statuses == [200] * 25 + [429] * 2
    assert "Retry-After" not in client.get("customers").headers
    client.control("clock", {"advance": 4.9})
    assert client.get("customers?limit=1").status_code == 429
    client.control("clock", {"advance": 0.2})
    assert client.get("customers?limit=1").status_code == 200
    assert client.control("limits") == {"allowed": 26, "refused": 4, "most": 25}


def test_the_clock_can_be_hastened(client):
    client.control("clock", {"set": "2027-01-01T12:00:00", "speed": 1000})
    time.sleep(0.2)
    moment = client.control("clock", {})["now"]
    assert moment > "2027-01-01T12:02"
    client.control("clock", {"speed": 1, "freeze": True})
    assert client.control("clock", {})["now"][:13] == moment[:13]
    assert requests.post(
        f"{client.url}/__control__/clock", json={"speed": 0}, timeout=10
    ).status_code == 400  # fmt: skip
    client.reset()
    assert client.control("clock", {})["now"] < "2027-01-01" or time.gmtime().tm_year >= 2027


def test_the_same_seed_is_the_same_data(client):
    first = client.get("customers?limit=500").json()
    client.reset()
    assert client.get("customers?limit=500").json() == first
    client.reset(seed=2)
    assert client.get("customers?limit=500").json() != first
