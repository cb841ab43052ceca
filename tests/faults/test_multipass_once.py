"""One token signs in once, however many come with it, to however many workers."""

import threading

import pytest
import requests

from tests.support.passes import Passes

_USES = 50


@pytest.fixture
def passes(odoo_server):
    """`Passes` on a fresh database."""
    return Passes(odoo_server(cron_threads=0)).connect()


@pytest.fixture
def second_server(passes, other_server):
    """Another process on the same database."""
    return other_server(passes.server)


def use(url, path):
    """(status of the answer, user of the session that came with it or None)."""
    with requests.Session() as session:
        answer = session.get(f"{url}{path}", allow_redirects=False, timeout=120)
        info = session.post(f"{url}/web/session/get_session_info", json={}, timeout=120).json()
        return answer.status_code, info.get("result", {}).get("uid")


def test_fifty_at_once_by_two_workers_make_one_session(passes, second_server):
    path = passes.path(passes.token())
    urls = (passes.server.url, second_server.url)
    ready, results = threading.Barrier(_USES), []

    def come(number):
        ready.wait()
        results.append(use(urls[number % 2], path))

    comers = [threading.Thread(target=come, args=(number,)) for number in range(_USES)]
    for comer in comers:
        comer.start()
    for comer in comers:
        comer.join()
    assert sorted(status for status, _uid in results) == [303] + [403] * (_USES - 1)
    assert [uid for _status, uid in results if uid] == [passes.user]
    assert passes.events("signed_in") == [None]
    assert set(passes.events("refused")) <= {"used", "too_many"}
    ((tokens,),) = passes.server.sql("SELECT count(*) FROM deratix_multipass_token")
    assert tokens == 1


def test_a_token_stays_used_after_a_power_cut_and_on_another_worker(passes, second_server):
    path = passes.path(passes.token())
    assert use(passes.server.url, path) == (303, passes.user)
    passes.server.kill()
    assert use(second_server.url, path) == (403, None)
    passes.server.start()
    assert use(passes.server.url, path) == (403, None)


def test_the_switch_that_stops_it_all_is_seen_by_every_worker(passes, second_server):
    for server in (passes.server, second_server):
        assert use(server.url, passes.path(passes.token())) == (303, passes.user)
    passes.server.call("ir.config_parameter", "set_param", "deratix_multipass.stopped", "True")
    for server in (passes.server, second_server):
        assert use(server.url, passes.path(passes.token())) == (403, None)
    assert passes.events("refused") == ["stopped", "stopped"]


def test_no_token_is_in_the_log_of_the_server(passes):
    token = passes.token()
    use(passes.server.url, passes.path(token))
    use(passes.server.url, passes.path(token))
    log = passes.server.log.read_text()
    assert "/login?multipass=***" in log
    assert token[:24] not in log
