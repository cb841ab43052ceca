"""The sandbox of SuperFaktura: limits, value lists, web pages."""

import pytest

from tests.sandbox.client import APIKEY
from tests.sandbox.superfaktura import countries
from tests.sandbox.thread import running


@pytest.fixture(scope="module")
def address():
    with running(clients=120) as url:
        yield url


# -- limits --------------------------------------------------------------------------------------


def test_rate_headers_count_down_and_start_anew_at_local_midnight(client):
    client.control("clock", {"set": "2026-12-31T23:59:00", "freeze": True})
    client.control("quota", {"used": 10})
    headers = client.get("/tags/index.json").headers
    assert headers["X-RateLimit-DailyLimit"] == "1000"
    assert headers["X-RateLimit-DailyRemaining"] == "989"
    assert headers["X-RateLimit-MonthlyRemaining"] == "29989"
    assert headers["X-RateLimit-DailyReset"] == "01.01.2027 00:00:00"
    assert headers["X-RateLimit-MonthlyReset"] == "01.01.2027 00:00:00"
    assert "X-RateLimit-Message" not in headers
    client.control("clock", {"advance": 120})
    headers = client.get("/tags/index.json").headers
    assert headers["X-RateLimit-DailyRemaining"] == "999"
    assert headers["X-RateLimit-DailyReset"] == "02.01.2027 00:00:00"
    assert headers["X-RateLimit-MonthlyReset"] == "01.02.2027 00:00:00"


@pytest.mark.parametrize(("wanted", "status"), [("429", 429), ("200", 200)])
def test_a_used_up_quota_blocks_reading(client, wanted, status):
    client.control("reset", {"quota_exceeded": wanted, "daily_limit": 2})
    assert [client.get("/tags/index.json").status_code for _ in range(2)] == [200, 200]
    answer = client.get("/tags/index.json")
    assert answer.status_code == status and answer.json()["error"] == 1
    assert answer.headers["X-RateLimit-Message"]
    assert answer.headers["X-RateLimit-DailyRemaining"] == "0"
    # "all GET requests will be blocked" says the documentation, and only these.
    assert client.post("/clients/create", {"Client": {"name": "Ide"}}).json()["error"] == 0
    client.control("clock", {"advance": 86_400})
    assert client.get("/tags/index.json").json() != answer.json()


def test_rate_headers_may_be_missing(client):
    client.control("reset", {"rate_headers": False, "daily_limit": 1})
    assert not [name for name in client.get("/tags/index.json").headers if "RateLimit" in name]
    blocked = client.get("/tags/index.json")
    assert [name for name in blocked.headers if "RateLimit" in name] == ["X-RateLimit-Message"]


# -- value lists ---------------------------------------------------------------------------------


def test_countries_in_both_forms(client):
    names = client.get("/countries").json()
    assert names["191"] == "Slovensko" and names["57"] == "Česko"
    rows = [row["Country"] for row in client.get("/countries/index/view_full:1").json()]
    assert {"id": 191, "name": "Slovensko", "iso": "sk", "eu": True} in rows
    assert {str(row["id"]): row["name"] for row in rows} == names
    assert len({row["iso"] for row in rows}) == len(rows) > 240
    assert sum(row["eu"] for row in rows) == 27


def test_country_numbers_do_not_depend_on_the_language():
    tables = [countries.table(language) for language in ("sk", "cs", "en")]
    codes = [{number: code for number, (code, _name) in table.items()} for table in tables]
    assert codes[0] == codes[1] == codes[2]
    shown = {"AF": 1, "AL": 2, "CZ": 57, "TL": 62, "FI": 73, "SK": 191}
    assert {code: countries.number(code) for code in shown} == shown


def test_companies(client):
    profile = client.get("/users/getUserCompaniesData").json()["data"]["4711"]["UserProfile"]
    assert profile["id"] == "4711" and profile["company_name"] == "Firma Demo s.r.o."
    switcher = client.get("/users/company_switcher").json()
    assert isinstance(switcher["companies"], list) and switcher["apikey"] == APIKEY
    client.control("reset", {"companies": 3})
    assert len(client.get("/users/getUserCompaniesData").json()["data"]) == 1
    assert len(client.get("/users/getUserCompaniesData/1").json()["data"]) == 3
    assert set(client.get("/users/company_switcher").json()["companies"]) == {
        "4711",
        "4712",
        "4713",
    }


def test_sequences_and_logos(client):
    assert client.get("/sequences/index.json").json()["regular"][0]["user_profile_id"] == "4711"
    assert client.get("/users/logo").json() == []


@pytest.mark.parametrize("path", ["/currencies", "/clients/nonsense/1", "/x", "/contact_people/x"])
def test_unknown_addresses_are_pages_with_200(client, path):
    answer = client.get(path)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


# -- web pages -----------------------------------------------------------------------------------


def test_the_page_of_a_client_is_escaped(client):
    name = "<b>Firma</b> & <script>alert('x')</script>"
    number = client.control("clients", {"name": name, "comment": "<i>"})["id"]
    page = client.get(f"/clients/view/{number}", headers={"Accept": "text/html,*/*"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert "&lt;b&gt;Firma&lt;/b&gt; &amp; &lt;script&gt;" in page.text
    assert "<script" not in page.text and "<i>" not in page.text
    del client.http.headers["Authorization"]
    assert client.get(f"/clients/view/{number}").text == page.text
    assert "neexistuje" in client.get("/clients/view/1").text
    start = client.get("/")
    assert "121 invented clients" in start.text


def test_web_pages_cost_no_quota(client):
    client.get("/", headers={"Accept": "text/html"})
    assert client.control("quota")["used"] == {}
