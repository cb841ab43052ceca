"""Each kind of failure, what is refused, and what is recorded."""

import traceback
from dataclasses import replace
from urllib.parse import quote, quote_plus

import pytest

from deratix_integrations.providers import base

ALL = base.Query()


@pytest.mark.parametrize(
    ("kind", "arguments", "error", "params"),
    [
        ("wrong_credentials", {}, base.AuthenticationFailed, {}),
        ("http_429", {}, base.Throttled, {"wait": 60}),
        ("http_429", {"retry_after": 17}, base.Throttled, {"wait": 17}),
        ("http_500", {}, base.ServerFault, {"status": 500}),
        ("http_503", {"retry_after": 5}, base.ServerFault, {"status": 503}),
        ("html_200", {}, base.UnexpectedAnswer, {"reason": "html"}),
        ("broken_json", {}, base.UnexpectedAnswer, {"reason": "json"}),
        ("empty_body", {}, base.UnexpectedAnswer, {"reason": "empty"}),
        ("cut_body", {}, base.Unreachable, {}),
        ("reset", {}, base.Unreachable, {}),
        ("slow", {"seconds": 3}, base.TimedOut, {}),
    ],
)
def test_every_method_tells_each_failure(provider_case, kind, arguments, error, params):
    every_method_tells(provider_case, kind, arguments, error, params)


@pytest.mark.parametrize(
    ("arguments", "period"), [({}, "day"), ({"as": "200", "period": "month"}, "month")]
)
def test_every_method_tells_a_used_up_quota(quota_case, arguments, period):
    every_method_tells(quota_case, "quota", arguments, base.QuotaExceeded, {"period": period})


def every_method_tells(case, kind, arguments, error, params):
    provider = case.provider()
    row = provider.read_page(ALL).rows[0]
    calls = case.asking(provider, row)
    case.fault(kind, times=0, **arguments)
    if kind == "slow":
        calls = calls[:1]
    for call in calls:
        with pytest.raises(error) as caught:
            call()
        assert params.items() <= caught.value.params.items()
        assert caught.value.retry == (error is not base.AuthenticationFailed)


def test_the_quota_is_observed(quota_case):
    quota_case.provider().read_page(ALL)
    limits = quota_case.budget.observed[-1]
    assert 0 < limits.day_remaining < limits.day_limit
    assert limits.day_reset > quota_case.now()


def test_a_budget_that_refuses_sends_nothing(provider_case):
    provider = provider_case.provider()
    refusal = base.QuotaExceeded(host="x", period="day", until=None)

    def acquire():
        raise refusal

    provider_case.budget.acquire = acquire
    with pytest.raises(base.QuotaExceeded) as caught:
        provider.read_page(ALL)
    assert caught.value is refusal
    assert failure_of(provider.test()) is refusal
    assert provider_case.requests() == []


def failure_of(diagnosis):
    return diagnosis.steps[-1].error


# -- addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:{port}", "https://127.0.0.1:{port}", "https://localhost:{port}",
     "https://user:pass@localhost:{port}", "https://[::ffff:127.0.0.1]:{port}"],
)  # fmt: skip
def test_private_addresses_are_refused(provider_case, url):
    port = provider_case.sandbox.url.rpartition(":")[2]
    with pytest.raises(base.AddressRefused):
        provider_case.provider(url=url.format(port=port), allow_private=False).read_page(ALL)
    assert provider_case.requests() == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_refused(provider_case, status):
    target = f"{provider_case.sandbox.url}/inside?token=secret"
    provider_case.fault("redirect", times=0, location=target, status=status)
    with pytest.raises(base.RedirectRefused) as caught:
        provider_case.provider().read_page(ALL)
    assert caught.value.params["target"] == provider_case.sandbox.url
    assert [entry["path"] for entry in provider_case.requests() if "inside" in entry["path"]] == []


# -- what is recorded ------------------------------------------------------------------------------


def test_nothing_personal_and_no_secret_is_recorded(provider_case):
    provider = provider_case.provider()
    page = provider.read_page(ALL)
    client = page.rows[3].external_id
    party = provider.party(provider.read_party(client))
    provider.read_page(base.Query(text=party.name))
    provider.contacts(client)
    provider.create_party(replace(party, name="Osobné meno Kováč"), "key-1")
    provider.find_party("key-1")
    provider.update_party(client, {"email": "osobne@example.sk"})
    provider.test()
    provider_case.fault("wrong_credentials", times=0)
    told = []
    try:
        provider.read_party(client)
    except base.ProviderError as error:
        told += [repr(error), repr(error.params), traceback.format_exc()]
    entries = list(provider_case.entries.take())
    assert len(entries) == len(provider_case.requests())
    assert len(entries) >= 10
    assert [entry.status for entry in entries[:2]] == [200, 200]
    assert all(entry.response_body or entry.status == 204 for entry in entries)
    assert all(len(entry.response_body) <= 4096 for entry in entries)
    told += [repr(entry) for entry in entries]
    told = "\n".join(told)
    secrets = [value for key, value in provider_case.good_settings.items() if key != "company_id"]
    personal = provider_case.personal(client) | {"osobne@example.sk", "Osobné meno", party.name}
    for text in {*secrets, *personal}:
        for spelling in (text, quote(text, safe=""), quote_plus(text)):
            assert spelling not in told


def test_entries_tell_what_is_needed(provider_case):
    provider = provider_case.provider()
    client = provider_case.ids()[0]
    provider.read_party(client)
    provider_case.fault("http_500")
    with pytest.raises(base.ServerFault):
        provider.read_party(client)
    provider_case.fault("reset", times=2)
    with pytest.raises(base.Unreachable):
        provider.read_party(client)
    entries = list(provider_case.entries.take())
    assert [entry.status for entry in entries] == [200, 500, 0, 0]
    assert [bool(entry.error) for entry in entries] == [False, True, True, True]
    assert entries[0].url.startswith(provider_case.sandbox.url)
    assert entries[0].response_size > 400
    assert provider_case.budget.acquired == 4, "each request is counted, the repeated one too"
    assert list(provider_case.entries.take()) == []
