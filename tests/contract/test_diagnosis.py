"""The test of a connection: three verdicts, each failure with its own."""

import socket

import pytest

from deratix_integrations.providers import base


def verdicts(diagnosis):
    return [(step.key, step.ok) for step in diagnosis.steps]


def failure(diagnosis):
    return diagnosis.steps[-1].error


def counted(case, number):
    """What a diagnosis tells of so many clients."""
    most = case.largest_count
    return number if most is None or number <= most else None


def test_all_is_well(provider_case):
    before = provider_case.ids()
    diagnosis = provider_case.provider().test()
    assert verdicts(diagnosis) == [("reach", True), ("sign_in", True), ("permissions", True)]
    assert diagnosis.ok
    assert diagnosis.client_count == counted(provider_case, 230)
    assert provider_case.account_name in diagnosis.steps[1].detail
    assert len(provider_case.requests()) <= 4
    assert provider_case.ids() == before, "it has written something"


def test_all_is_well_in_odd_ways(odd_case):
    before = odd_case.ids()
    diagnosis = odd_case.provider().test()
    assert diagnosis.ok
    assert diagnosis.client_count == counted(odd_case, 230)
    assert odd_case.ids() == before


def test_wrong_sign_in_data(provider_case):
    for changes in provider_case.bad_settings.values():
        diagnosis = provider_case.provider(**changes).test()
        assert verdicts(diagnosis) == [("reach", True), ("sign_in", False)]
        assert isinstance(failure(diagnosis), base.AuthenticationFailed)
        assert not diagnosis.ok
        assert diagnosis.client_count is None


@pytest.mark.parametrize("answered", ["401", "403", "200"])
def test_wrong_sign_in_data_however_it_is_answered(provider_case, answered):
    provider_case.fault("wrong_credentials", times=0, **{"as": answered})
    diagnosis = provider_case.provider().test()
    assert verdicts(diagnosis) == [("reach", True), ("sign_in", False)]
    assert isinstance(failure(diagnosis), base.AuthenticationFailed)


def test_a_small_account_is_counted(provider_case):
    provider_case.reset(clients=12)
    assert provider_case.provider().test().client_count == 12


def test_another_account_answers(other_account_case):
    diagnosis = other_account_case.provider(**other_account_case.other_account).test()
    assert verdicts(diagnosis) == [("reach", True), ("sign_in", False)]
    error = failure(diagnosis)
    assert isinstance(error, base.WrongAccount)
    assert error.params["expected"] != error.params["answered"]
    assert other_account_case.account_name in diagnosis.steps[1].detail


def test_the_right_one_of_several_accounts(other_account_case):
    other_account_case.reset(clients=12, companies=3)
    assert other_account_case.provider().test().ok
    diagnosis = other_account_case.provider(**other_account_case.other_account).test()
    assert diagnosis.ok
    assert diagnosis.client_count == 40


def test_a_lapsed_subscription(lapse_case):
    lapse_case.lapse()
    diagnosis = lapse_case.provider().test()
    assert verdicts(diagnosis) == [("reach", True), ("sign_in", False)]
    assert isinstance(failure(diagnosis), base.SubscriptionLapsed)


@pytest.mark.parametrize("language", ["sk", "cs", "en"])
def test_a_lapsed_subscription_in_every_language(lapse_case, language):
    lapse_case.reset(clients=1, language=language)
    lapse_case.lapse()
    assert isinstance(failure(lapse_case.provider().test()), base.SubscriptionLapsed)
    for changes in lapse_case.bad_settings.values():
        lapse_case.reset(clients=1, language=language)
        error = failure(lapse_case.provider(**changes).test())
        assert isinstance(error, base.AuthenticationFailed)


def test_used_up_quota(quota_case):
    quota_case.use_up_quota()
    error = failure(quota_case.provider().test())
    assert isinstance(error, base.QuotaExceeded)
    assert error.params["period"] in ("day", "month")
    assert error.params["until"] > quota_case.now()


@pytest.mark.parametrize("answered", ["429", "200"])
@pytest.mark.parametrize("period", ["day", "month"])
def test_used_up_quota_however_it_is_answered(quota_case, answered, period):
    quota_case.fault("quota", **{"as": answered, "period": period})
    assert isinstance(failure(quota_case.provider().test()), base.QuotaExceeded)


def test_may_only_read(read_only_case):
    read_only_case.reset(clients=10, read_only=True)
    diagnosis = read_only_case.provider().test()
    assert verdicts(diagnosis)[-1] == ("permissions", False)
    assert failure(diagnosis).params["action"] == "probe"
    assert isinstance(failure(diagnosis), base.PermissionDenied)
    assert diagnosis.client_count == 10


def test_nobody_there(provider_case):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    diagnosis = provider_case.provider(url=f"http://127.0.0.1:{port}").test()
    assert verdicts(diagnosis) == [("reach", False)]
    assert isinstance(failure(diagnosis), base.Unreachable)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", base.Unreachable),
        ("http_429", base.Throttled),
        ("http_500", base.ServerFault),
        ("http_503", base.ServerFault),
        ("html_200", base.UnexpectedAnswer),
        ("broken_json", base.UnexpectedAnswer),
        ("empty_body", base.UnexpectedAnswer),
        ("cut_body", base.Unreachable),
        ("redirect", base.RedirectRefused),
    ],
)
def test_not_reached(provider_case, kind, error):
    provider_case.fault(kind, times=0)
    diagnosis = provider_case.provider().test()
    assert verdicts(diagnosis) == [("reach", False)]
    assert type(failure(diagnosis)) is error


def test_not_its_api(provider_case):
    """The address of something else: here, of a web page of the same server."""
    diagnosis = provider_case.provider(url=f"{provider_case.sandbox.url}/clients/view/1").test()
    assert not diagnosis.ok
    assert isinstance(failure(diagnosis), base.UnexpectedAnswer | base.NotFound)
