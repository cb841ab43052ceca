"""Processes that are forked: each on its own, killed alone, and gone with who wanted them."""

import os
import signal
import subprocess
import sys

import pytest

from tests.support.nursery import Nursery
from tests.support.waiting import until
from tools import process
from tools.errors import ToolError
from tools.paths import ROOT

# Says who and where it is, then sleeps.
PROGRAM = """
import os, sys, time
from tests.support.nursery import serve
LOADED = os.getpid()
def main(arguments):
    print(LOADED, os.getsid(0), os.environ.get("COLOUR"), sys.stdin.read(), *arguments, flush=True)
    print("complaint", file=sys.stderr, flush=True)
    time.sleep(float(arguments[0]))
serve(main)
"""


@pytest.fixture
def nursery(tmp_path):
    command = [sys.executable, "-c", PROGRAM]
    made = Nursery(command, env=dict(os.environ), cwd=ROOT, log=tmp_path / "nursery.log")
    yield made
    made.close()


@pytest.fixture
def start(nursery, tmp_path):
    children = []

    def make(*arguments, **environment):
        log = tmp_path / f"{len(children)}.log"
        child = nursery.start(arguments, env={**os.environ, **environment}, log=log)
        children.append(child)
        until(lambda: "complaint" in log.read_text() if log.exists() else False)
        return child, log.read_text().splitlines()[0].split(" ")

    yield make
    for child in children:
        process.kill(child)


def test_each_is_a_process_of_its_own(start):
    first, told = start(600, "a", COLOUR="red")
    second, also_told = start(600, "b", COLOUR="blue")
    assert told[0] == also_told[0], "imported once"
    assert told[1:] == [str(first.pid), "red", "", "600", "a"]
    assert also_told[1:] == [str(second.pid), "blue", "", "600", "b"]
    process.kill(first)
    assert (first.poll(), second.poll()) == (0, None)


def test_the_end_can_be_waited_for(start):
    child, _told = start(600)
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.01)
    process.stop(child)
    assert child.wait() == 0
    short, _told = start(0)
    assert short.wait(60) == 0
    # Nobody is sent a signal that was meant for it.
    process.kill(short)


def test_all_end_with_the_nursery(nursery, start):
    child, _told = start(600)
    os.kill(nursery._process.pid, signal.SIGKILL)
    assert child.wait(20) == 0
    with pytest.raises(ToolError, match="has ended"):
        nursery.start([], env={}, log=nursery.log)
