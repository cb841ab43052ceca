import json
import logging
import traceback

import pytest

from deratix_integrations.providers import base
from deratix_integrations.providers.masking import Mask, shape
from tests.unit.raw_server import CLOSE, HANG, RESET, answer
from tests.unit.transport_case import SECRET, talking

PERSON = {"id": "7", "name": "Ján Kováč", "email": "jan@example.sk", "ok": True, "none": None}


def test_entries_hold_no_secret_and_nothing_personal():
    with talking(answer({"items": [PERSON] * 5, "itemCount": 5, "sum": 12.5})) as (server, http):
        http.request("POST", f"/x/{SECRET}?name=Kov&b", json={"Client": PERSON})
        (entry,) = http._recorder.take()
    assert entry.url == f"{server.url}/x/***?name=***&b=***"
    assert (entry.method, entry.status, entry.error) == ("POST", 200, "")
    assert entry.request_size == len(server.requests[0].partition(b"\r\n\r\n")[2])
    assert entry.response_size > 300
    assert isinstance(entry.duration, int)
    assert (entry.request_body, entry.response_body) == ("", "")


def test_bodies_are_recorded_as_shapes():
    payload = {"items": [PERSON] * 5, "itemCount": 5, "sum": 12.5, SECRET: "x"}
    with talking(answer(payload), record_bodies=True) as (_server, http):
        http.request("POST", "/x", json={"Client": PERSON})
        (entry,) = http._recorder.take()
    masked = {"id": "7", "name": "<9>", "email": "<14>", "ok": True, "none": None}
    assert json.loads(entry.request_body) == {"Client": masked}
    assert json.loads(entry.response_body) == {
        "items": [masked, masked, "<3 more>"], "itemCount": 5, "sum": "<number>", "***": "<1>",
    }  # fmt: skip


def test_a_shape_is_at_most_four_kilobytes_and_never_too_deep():
    deep = value = {}
    for _ in range(900):
        value["a"] = value = {}
    assert "<...>" in Mask(()).body(deep)
    assert len(Mask(()).body({f"k{n}": "text" for n in range(5000)})) == 4096
    assert shape({"id": "abc", "error": "0", "page": 3}) == {"id": "<3>", "error": "0", "page": 3}


def chain(error):
    seen = []
    while error and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    return seen


@pytest.mark.parametrize(
    "script",
    [
        RESET,
        CLOSE,
        HANG,
        b"garbage\r\n\r\n",
        (answer(b"[", length=9), CLOSE),
        answer(b"<html>" + SECRET.encode()),
        answer({"error": SECRET}, "401 Unauthorized"),
        answer({}, "302 Found", [f"Location: https://example.com/{SECRET}?k={SECRET}"]),
    ],
)
def test_no_exception_or_log_holds_the_secret(script, caplog):
    caplog.set_level(logging.INFO)
    with talking(script) as (_server, http):
        try:
            http.request("GET", f"/x?key={SECRET}")
        except base.ProviderError as error:
            logging.getLogger("test").exception("failed")
            told = [repr(error), str(error), repr(error.params), traceback.format_exc()]
            told += [repr(vars(link)) + repr(link.args) for link in chain(error)]
            links = chain(error)
        told += [repr(entry) for entry in http._recorder.take()]
    # Not only unshown ("from None"): the library's exception, which holds the request with its
    # headers, is not reachable from ours.
    assert all(isinstance(link, base.ProviderError) for link in links)
    told.append(caplog.text)
    for spelling in (SECRET, "s3cr%2Bt%2Fkey%40x"):
        assert spelling not in "\n".join(told)
