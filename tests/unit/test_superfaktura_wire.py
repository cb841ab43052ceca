from datetime import datetime

import pytest

from deratix_integrations.providers import base, registry
from deratix_integrations.providers.superfaktura import wire
from deratix_integrations.providers.transport import Answer


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-01-15 12:00:00", datetime(2026, 1, 15, 11)),
        ("2026-07-15 12:00:00", datetime(2026, 7, 15, 10)),
        ("2026-07-15T12:00:00+00:00", datetime(2026, 7, 15, 12)),
        ("2026-10-25 02:30:00", datetime(2026, 10, 25, 0, 30)),
        ("0000-00-00 00:00:00", None), ("", None), (None, None), ("včera", None), (5, None),
        ("0001-01-01 00:00:00", None),
    ],
)  # fmt: skip
def test_times(value, moment):
    assert wire.utc(value) == moment


def test_search_terms():
    assert wire.search_term("superfaktura") == "c3VwZXJmYWt0dXJh"
    assert wire.search_term("ÿÿ>ab") == "w7_Dvz5hYg,,"
    assert wire.search_term("<<???>>") == "PDw_Pz8-Pg,,"


def test_addresses_are_masked():
    url = "https://h/clients/index.json/listinfo:1/search:c3Vw,/page:1/search_uuid%3Aabc"
    assert wire.mask_url(url) == (
        "https://h/clients/index.json/listinfo:1/search:***/page:1/search_uuid:***"
    )


def test_limits():
    headers = {
        "X-RateLimit-DailyLimit": "1000",
        "X-RateLimit-DailyRemaining": "998",
        "X-RateLimit-DailyReset": "02.07.2026 00:00:00",
        "X-RateLimit-MonthlyLimit": "",
    }
    assert wire.read_limits(headers) == base.Limits(
        day_limit=1000, day_remaining=998, day_reset=datetime(2026, 7, 1, 22)
    )
    assert wire.read_limits({}) is None


def judged(status, payload, headers=None, external_id="", problem=""):
    answer = Answer("host", status, headers or {})
    answer.payload, answer.problem = payload, problem
    return wire.judge(answer, "read", external_id)


USED_UP = {
    "X-RateLimit-Message": "Prekročili ste limit",
    "X-RateLimit-DailyLimit": "1000",
    "X-RateLimit-DailyRemaining": "0",
    "X-RateLimit-DailyReset": "02.01.2026 00:00:00",
}


@pytest.mark.parametrize(
    ("verdict", "error"),
    [
        (judged(200, {"items": []}), None),
        (judged(200, {"error": 0, "error_message": "Client created"}), None),
        (judged(200, {"error": "0"}), None),
        (judged(200, {"error": False}), None),
        (judged(200, []), None),
        (judged(200, {"error": 1, "error_message": "x"}), base.Rejected),
        (judged(200, {"error": "1"}), base.Rejected),
        (judged(200, {"error": True}), base.Rejected),
        (judged(200, {"error": "Chyba"}), base.Rejected),
        (judged(200, {"error": 2}, external_id="5"), base.NotFound),
        (judged(200, {"error": 2}), base.Rejected),
        (judged(400, {"error": 1}), base.Rejected),
        (judged(400, None, problem="html"), None),
        (judged(401, {"error": 1}), base.AuthenticationFailed),
        (judged(401, None, problem="html"), base.AuthenticationFailed),
        (judged(401, {"error_message": "Nemáte platné PRÉMIUM"}), base.SubscriptionLapsed),
        (judged(403, {"message": ["valid premium membership"]}), base.SubscriptionLapsed),
        (judged(403, {"error": 1}), base.PermissionDenied),
        (judged(404, {"error": 1}, external_id="5"), None),
        (judged(409, {"error": 1}), base.Rejected),
        (judged(429, {}), None),
        (judged(429, {}, USED_UP), base.QuotaExceeded),
        (judged(200, {"error": 1}, USED_UP), base.QuotaExceeded),
        (judged(200, {"items": []}, USED_UP), None),
        (judged(500, {"error": 1}), None),
    ],
)
def test_verdicts(verdict, error):
    assert (type(verdict) if verdict else None) is error


def test_reasons_and_periods():
    nested = {"name": ["Chýba  meno", ""], "Client": {"ico": ["zlé"]}, "x": None}
    rejected = judged(200, {"error": 1, "error_message": nested})
    assert rejected.params["reasons"] == ("Chýba meno", "zlé")
    assert "meno" not in str(rejected)
    day = judged(429, {}, USED_UP)
    assert (day.params["period"], day.params["until"]) == ("day", datetime(2026, 1, 1, 23))
    month = judged(
        429,
        {},
        {**USED_UP, "X-RateLimit-MonthlyRemaining": "0", "X-RateLimit-MonthlyLimit": "30000"},
    )
    assert (month.params["period"], month.params["until"]) == ("month", None)


def test_entities_of_views():
    assert wire.unescaped({"a": ["mestsk&aacute;", "A & B", None, 1]}) == {
        "a": ["mestská", "A & B", None, 1]
    }


# -- settings --------------------------------------------------------------------------------------

GOOD = {"email": "a+b@c.sk", "apikey": "k&=+ž", "company_id": "004711"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("email", ""), ("email", "nobody"), ("email", "a@b\r\nX: y"), ("apikey", ""),
        ("apikey", "a b"), ("company_id", ""), ("company_id", "abc"), ("company_id", "-1"),
        ("company_id", None), ("email", None),
    ],
)  # fmt: skip
def test_settings_are_checked(key, value):
    with pytest.raises(base.SettingMissing) as caught:
        registry.create(
            "superfaktura", {**GOOD, key: value}, "https://example.com", budget=None, recorder=None
        )
    assert caught.value.params == {"setting": key}


def test_the_header_is_encoded_value_by_value():
    provider = registry.create(
        "superfaktura", GOOD, "https://example.com", budget=None, recorder=None
    )
    assert provider._transport._session.headers["Authorization"] == (
        "SFAPI email=a%2Bb%40c.sk&apikey=k%26%3D%2B%C5%BE"
        "&module=Deratix+Integrations+19.0&company_id=4711"
    )


def test_registry():
    assert registry.providers()["superfaktura"].code == "superfaktura"
    with pytest.raises(KeyError):
        registry.create("none", {}, "https://example.com", budget=None, recorder=None)
    page = registry.providers()["superfaktura"].client_page("https://example.com/", "7/..")
    assert page == "https://example.com/clients/view/7%2F.."
