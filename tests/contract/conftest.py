import pytest

from tests.contract.systems import CASES


@pytest.fixture(scope="package")
def start_case(request):
    """`start_case(code, **options)`: a provider's case on its sandbox with 230 clients.

    Each sandbox is put back as it was when the suite is through.
    """
    sandboxes = {code: request.getfixturevalue(fixture) for code, (fixture, _) in CASES.items()}

    def start(code, **options):
        case = CASES[code][1](sandboxes[code])
        case.reset(clients=230, **options)
        return case

    yield start
    for sandbox in sandboxes.values():
        sandbox.reset()


@pytest.fixture(params=sorted(CASES))
def provider_case(request, start_case):
    """Each provider in turn."""
    return start_case(request.param)


def _with(feature):
    """A fixture: each provider in turn whose system has this feature."""
    codes = sorted(code for code, (_, case) in CASES.items() if feature in case.features)

    @pytest.fixture(params=codes, name=f"{feature}_case")
    def case(request, start_case):
        return start_case(request.param)

    return case


changed_since_case = _with("changed_since")
contacts_case = _with("contacts")
invoices_case = _with("invoices")
lapse_case = _with("lapse")
orders_case = _with("orders")
other_account_case = _with("other_account")
quota_case = _with("quota")
read_only_case = _with("read_only")
tags_case = _with("tags")
totals_case = _with("totals")
value_lists_case = _with("value_lists")
watermark_case = _with("watermark")


@pytest.fixture(
    params=[(code, name) for code, (_, case) in sorted(CASES.items()) for name in case.variants],
    ids=lambda param: f"{param[0]}-{param[1]}",
)
def odd_case(request, start_case):
    """Each provider in turn, on a sandbox that answers in one of its odd ways."""
    code, name = request.param
    return start_case(code, **CASES[code][1].variants[name])
