"""The sandbox of SuperFaktura: signing in and lists."""

import base64
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest

from tests.sandbox.client import APIKEY, EMAIL, search
from tests.sandbox.superfaktura.listing import decoded, time_range
from tests.sandbox.thread import running

BY_ID = "/sort:id/direction:ASC"


@pytest.fixture(scope="module")
def address():
    with running(clients=120) as url:
        yield url


def _header(client, value):
    client.http.headers["Authorization"] = value
    return client.get("/clients/index.json/per_page:1")


# -- signing in ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        f"SFAPI email={quote(EMAIL)}&apikey={APIKEY}&module=My%20Module&company_id=4711",
        f"SFAPI email={EMAIL}&apikey={APIKEY}&module=My+Module+(w/+SFAPI+2.4)&company_id=4711",
        f"SFAPI company_id=&module=&apikey={APIKEY}&email={EMAIL}",
        f"sfapi  apikey={APIKEY}&email={quote(EMAIL, safe='')}",
    ],
)
def test_the_header_is_read_leniently(client, header):
    assert _header(client, header).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        f"SFAPI email=x%40firma-demo.sk&apikey={APIKEY}",
        f"SFAPI email={EMAIL}&apikey=wrong",
        f"SFAPI email={EMAIL}",
        f"Bearer {APIKEY}",
        "SFAPI",
        "",
    ],
)
def test_wrong_credentials_are_refused_with_json(client, header):
    answer = _header(client, header)
    assert answer.status_code == 401
    assert answer.json()["error"] == 1 and answer.json()["error_message"]


def test_an_unencoded_plus_in_the_address_is_a_space(client):
    client.control("reset", {"email": "api+odoo@firma-demo.sk"})
    assert _header(client, f"SFAPI email=api+odoo@firma-demo.sk&apikey={APIKEY}").status_code == 401
    encoded = f"SFAPI email=api%2Bodoo%40firma-demo.sk&apikey={APIKEY}"
    assert _header(client, encoded).status_code == 200


@pytest.mark.parametrize(("wanted", "status"), [("401", 401), ("403", 403), ("200", 200)])
def test_the_refusal_can_be_chosen(client, wanted, status):
    client.control("reset", {"wrong_credentials": wanted})
    client.sign_in(apikey="wrong")
    answer = client.get("/tags/index.json")
    assert answer.status_code == status and answer.json()["error"] == 1


def test_the_refusal_can_be_a_page(client):
    client.control("reset", {"wrong_credentials": "html"})
    client.sign_in(apikey="wrong")
    assert client.get("/tags/index.json").headers["Content-Type"].startswith("text/html")


def test_a_wrong_company_is_answered_by_the_first_and_burns_its_own_counter(client):
    client.sign_in(company_id="999")
    answer = client.get("/users/getUserCompaniesData")
    assert list(answer.json()["data"]) == ["4711"]
    assert client.list()["itemCount"] == 120
    assert client.control("quota")["used"] == {"999": 2}


def test_a_lapsed_subscription_is_401_in_the_language_of_the_account(client):
    client.control("subscription", {"lapsed": True})
    answer = client.get("/clients/index.json")
    assert answer.status_code == 401 and "členstvom" in answer.json()["message"]
    client.control("subscription", {"lapsed": False})
    assert client.get("/clients/index.json").status_code == 200


def test_messages_are_in_the_language_of_the_account(client):
    texts = set()
    for language in ("sk", "cs", "en"):
        client.control("reset", {"language": language})
        texts.add(client.get("/clients/view/1").json()["error_message"])
    assert texts == {"Klient nenájdený", "Klient nenalezen", "Client not found"}


def test_several_companies_have_clients_of_their_own(client):
    client.control("reset", {"companies": 2})
    first = set(client.ids())
    client.sign_in(company_id="4712")
    second = set(client.ids())
    assert len(second) == 40 and not first & second
    assert client.get(f"/clients/view/{min(first)}").status_code == 404


# -- lists ---------------------------------------------------------------------------------------


def test_the_envelope_and_the_bare_list(client):
    envelope = client.list(f"{BY_ID}/page:2/per_page:50")
    numbers = {key: envelope[key] for key in ("itemCount", "pageCount", "perPage", "page")}
    assert numbers == {"itemCount": 120, "pageCount": 3, "perPage": 50, "page": 2}
    bare = client.get(f"/clients/index.json{BY_ID}/page:2/per_page:50").json()
    assert bare == envelope["items"] and len(bare) == 50


def test_pages_by_id_give_each_client_once(client):
    ids = [number for page in (1, 2, 3) for number in client.ids(f"{BY_ID}/page:{page}")]
    assert len(ids) == len(set(ids)) == 120 and ids == sorted(ids)
    down = [n for page in (1, 2, 3) for n in client.ids(f"/sort:id/direction:DESC/page:{page}")]
    assert down == ids[::-1]


def test_the_default_order_is_by_invoices_and_not_stable(client):
    def counts_and_ids():
        items = client.list("/per_page:100")["items"]
        counts = [int(item["ClientStat"]["regular_count"] or 0) for item in items]
        return counts, [item["Client"]["id"] for item in items]

    counts, first = counts_and_ids()
    assert counts == sorted(counts, reverse=True)
    assert counts_and_ids()[1] != first


def test_both_encodings_of_the_colon_and_any_order_of_parameters(client):
    plain = client.get(f"/clients/index.json{BY_ID}/per_page:7/page:2").content
    encoded = "/clients/index.json/page%3A2/per_page%3a7/direction%3AASC/sort%3Aid"
    assert client.get(encoded).content == plain
    assert client.get("/clients/index.json/" + encoded.split("/", 3)[3]).content == plain


def test_the_size_of_a_page(client):
    assert client.list(BY_ID)["perPage"] == 50
    # What the real system does above 100 is not documented; here it is cut down.
    assert client.list(f"{BY_ID}/per_page:500")["perPage"] == 100
    assert client.list(f"{BY_ID}/per_page:x")["perPage"] == 50


@pytest.mark.parametrize(("wanted", "count"), [("empty", 0), ("last", 20)])
def test_beyond_the_last_page(client, wanted, count):
    client.control("reset", {"beyond_last_page": wanted})
    assert len(client.list(f"{BY_ID}/per_page:100/page:9")["items"]) == count


def test_beyond_the_last_page_may_be_404(client):
    client.control("reset", {"beyond_last_page": "404"})
    answer = client.get(f"/clients/index.json{BY_ID}/per_page:100/page:9")
    assert answer.status_code == 404 and answer.json()["error"] == 1


def test_an_account_without_clients(client):
    client.control("reset", {"clients": 0})
    assert client.get("/clients/index.json").json() == []
    expected = {"itemCount": 0, "pageCount": 0, "perPage": 50, "page": 1, "items": []}
    assert client.list() == expected


def test_values_are_texts_and_absent_ones_null_in_lists_but_empty_in_views(client):
    number = client.control("clients", {"name": "Prázdna"})["id"]
    listed = client.list(f"/search:{search('Prázdna')}")["items"][0]
    assert listed["Client"]["id"] == str(number) and listed["Client"]["country_id"] == "191"
    assert listed["Client"]["uuid"] is None and listed["Client"]["due_date"] is None
    assert listed["Client"]["email"] == "" and listed["Client"]["notices"] is True
    assert set(listed["ClientStat"].values()) == {None}
    seen = client.get(f"/clients/view/{number}").json()
    assert seen["Client"]["uuid"] == "" and seen["Client"]["due_date"] == ""
    assert seen["Country"] == {
        "id": "191",
        "name": "Slovensko",
        "iso": "sk",
        "eu": True,
        "order": "1",
    }
    assert seen["ContactPerson"] == [] and seen["Tag"] == []
    assert set(listed) == {"Client", "ClientStat"}
    assert set(listed["Client"]) == set(seen["Client"])


def test_json_is_escaped_as_php_does(client):
    client.control("clients", {"name": "Žltá/Zelená"})
    raw = client.get(f"/clients/index.json/search:{search('Žltá/')}").content
    assert b'"\\u017dlt\\u00e1\\/Zelen\\u00e1"' in raw


def test_sorting_by_other_fields(client):
    names = [item["Client"]["name"].casefold() for item in
             client.list("/sort:name/direction:ASC/per_page:100")["items"]]  # fmt: skip
    assert names == sorted(names)
    moments = [i["Client"]["modified"] for i in client.list("/sort:modified/per_page:100")["items"]]
    assert moments == sorted(moments, reverse=True)


# -- searching -----------------------------------------------------------------------------------


def test_a_search_term_in_any_alphabet_is_understood(client):
    # Base64 with all three characters that the alphabets write differently.
    name = ">>>???ž"
    raw = base64.b64encode(name.encode()).decode()
    assert {"+", "/", "="} <= set(raw)
    number = client.control("clients", {"name": name})["id"]
    terms = (
        search(name),
        search(name).replace(",", "%2C"),
        quote(raw, safe=""),
        quote(raw, safe="+="),
        quote(raw, safe="").replace("%3D", ""),
    )
    for term in terms:
        assert client.ids(f"/search:{term}") == [number], term


def test_a_raw_slash_cuts_a_search_term_off(client):
    whole, part = (client.control("clients", {"name": n})["id"] for n in (">>>???ž", ">>>??"))
    raw = base64.b64encode(">>>???ž".encode()).decode()
    assert client.ids(f"/search:{quote(raw, safe='')}") == [whole]
    assert set(client.ids(f"/search:{raw}")) == {whole, part}


def test_a_search_term_need_not_be_base64(client):
    assert decoded("superfaktura.") == "superfaktura."
    number = client.control("clients", {"name": "Ľubozvučná, s.r.o."})["id"]
    assert client.ids(f"/search:{quote('ľubozvučná,')}") == [number]


@pytest.mark.parametrize(
    "field", ["ico", "dic", "ic_dph", "email", "address", "city", "zip", "phone", "fax", "comment",
              "bank_account", "uuid", "state"]
)  # fmt: skip
def test_the_fields_that_are_searched(client, field):
    number = client.control("clients", {"name": "Hľadaná", field: "xx Jedinečné yy"})["id"]
    assert client.ids(f"/search:{search('JEDINEČNÉ')}") == [number]


def test_other_fields_are_not_searched(client):
    client.control("clients", {"name": "Hľadaná", "iban": "SK-JEDINE"})
    assert client.list(f"/search:{search('JEDINE')}")["items"] == []


def test_search_by_uuid_is_exact(client):
    number = client.control("clients", {"name": "S kľúčom", "uuid": "odoo-77"})["id"]
    assert client.ids("/search_uuid:odoo-77") == [number]
    assert client.ids("/search_uuid:odoo-7") == []


def test_filters_by_letter_and_tag_add_up(client):
    letters = client.list("/char_filter:k/per_page:100")["items"]
    assert letters and all(i["Client"]["name"].lower().startswith("k") for i in letters)
    client.control("clients", {"name": "1. firma"})
    others = client.list("/char_filter:%23/per_page:100")["items"]
    assert others and not any(i["Client"]["name"][0].isalpha() for i in others)
    tag = next(iter(client.get("/tags/index.json").json()))
    tagged = client.ids(f"/tag:{tag}")
    assert tagged and len(tagged) < 120
    both = client.ids(f"/tag:{tag}/char_filter:k/per_page:100")
    assert set(both) == set(tagged) & {int(item["Client"]["id"]) for item in letters}


def test_an_unknown_filter_does_nothing(client):
    assert client.list("/ico:12345678")["itemCount"] == 120


# -- times ---------------------------------------------------------------------------------------


def test_changed_since_a_day_counts_whole_days_in_local_time(client):
    client.control("clock", {"set": "2026-05-10T23:30:00+02:00"})
    number = client.ids()[3]
    client.control(f"clients/{number}", {"phone": "1"}, method="PATCH")
    day = "/modified:3/modified_since:2026-05-10/modified_to:2026-05-10"
    assert client.ids(day) == [number]
    # The time is not looked at, only its day.
    full = f"/modified:3/modified_since:{quote('2026-05-10T23:45:00+02:00')}"
    assert client.ids(full) == [number]
    assert client.ids("/modified:3/modified_since:2026-05-11") == []
    # Without the constant the range means nothing.
    assert client.list("/modified_since:2026-05-10")["itemCount"] == 120


@pytest.mark.parametrize("written", ["2026-05-10", "10.05.2026", "05/10/2026"])
def test_days_are_read_as_php_reads_them(client, written):
    client.control("clock", {"set": "2026-05-10T12:00:00"})
    number = client.control("clients", {"name": "Dnešná"})["id"]
    day = quote(written, safe="")
    assert client.ids(f"/created:3/created_since:{day}/created_to:{day}") == [number]


def test_a_day_that_cannot_be_read_is_the_epoch(client):
    assert client.list("/created:3/created_since:nonsense")["itemCount"] == 120
    assert client.list("/created:3/created_to:nonsense")["itemCount"] == 0


def test_the_filter_follows_the_clock(client):
    client.control("clock", {"set": "2026-05-10T12:00:00", "freeze": True})
    number = client.control("clients", {"name": "Dnešná"})["id"]
    assert client.ids("/modified:1") == [number]
    client.control("clock", {"advance": 86_400})
    assert client.ids("/modified:1") == [] and client.ids("/modified:2") == [number]


NOW = datetime(2026, 5, 13, 15, 40)
DAYS = {
    1: ("2026-05-13", "2026-05-13"),
    2: ("2026-05-12", "2026-05-12"),
    4: ("2026-05-01", "2026-05-31"),
    5: ("2026-04-01", "2026-04-30"),
    6: ("2026-01-01", "2026-12-31"),
    7: ("2025-01-01", "2025-12-31"),
    8: ("2026-04-01", "2026-06-30"),
    9: ("2026-05-11", "2026-05-17"),
    10: ("2026-01-01", "2026-03-31"),
}


@pytest.mark.parametrize(("constant", "days"), DAYS.items())
def test_time_constants_of_days(constant, days):
    expected = (f"{days[0]} 00:00:00", f"{days[1]} 23:59:59")
    assert time_range(constant, {}, "modified", NOW) == expected


def test_other_time_constants():
    last = ("2026-05-13 14:00:00", "2026-05-13 14:59:59")
    assert time_range(11, {}, "modified", NOW) == last
    current = ("2026-05-13 15:00:00", "2026-05-13 15:59:59")
    assert time_range(12, {}, "modified", NOW) == current
    assert time_range(0, {}, "modified", NOW) is None
    assert time_range(99, {}, "modified", NOW) is None


@pytest.mark.parametrize("month", range(1, 13))
def test_last_quarter_ends_where_this_one_starts(month):
    now = NOW.replace(month=month, day=28)
    this, last = (time_range(constant, {}, "modified", now) for constant in (8, 10))
    first = datetime.fromisoformat(this[0])
    assert datetime.fromisoformat(last[1]) + timedelta(seconds=1) == first
    assert datetime.fromisoformat(last[0]).month in (1, 4, 7, 10)
    assert 90 <= (first - datetime.fromisoformat(last[0])).days <= 92
