"""./dev test: every test, in six parts; two of them at a time when all are wanted."""

import contextlib
import os
import subprocess
import threading
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from . import addons, browser, database, npm, postgres, process, setup
from .errors import ToolError
from .output import say, step
from .paths import DEV, KEEP_COMPILED, LOGS, ODOO_CONF, PYTHON, ROOT

# Each lane runs its parts one after the other; the lanes run at the same time.
_LANES = (("odoo", "unit", "contract", "faults"), ("browser", "joined"))
PARTS = ("unit", "contract", "odoo", "joined", "browser", "faults")
# The parts that are in the addons, each in a database made of the template that is named so.
_IN_ADDONS = {
    "odoo": ("DERATIX_TEMPLATE", addons.standing),
    "joined": ("DERATIX_JOINED_TEMPLATE", addons.joining),
}
_NO_TESTS_COLLECTED = 5
_RESULTS = DEV / "junit"


@dataclass
class Outcome:
    """What came of one part. `problem` is set when it failed other than by a failed test."""

    part: str
    passed: int = 0
    failed: int = 0
    problem: str = ""
    seconds: float = 0


def run_tests(part=None, extra=()):
    """Run one part, or all of them. Returns the exit code; prints `N passed, N failed` last.

    `extra` are arguments handed to pytest.
    """
    parts = [part] if part else list(PARTS)
    modules = setup.ensure()
    if {"browser", *_IN_ADDONS} & set(parts):
        browser.ensure()
    if "unit" in parts:
        npm.ensure()
    _RESULTS.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        if set(parts) - {"unit"}:
            stack.enter_context(postgres.running())
        if set(parts) - {"unit", "contract"}:
            database.remove_orphans()
            # The databases of the tests, when all tests are through (see `drop_later`).
            stack.callback(database.remove_orphans)
        if {"odoo", "browser", "faults"} & set(parts):
            # Made before the lanes start, so that they do not wait for each other.
            os.environ["DERATIX_TEMPLATE"] = database.ensure_template(modules)
        if {"joined", "browser", "faults"} & set(parts):
            os.environ["DERATIX_JOINED_TEMPLATE"] = database.ensure_joined_template(modules)
        outcomes = [_run_part(part, extra, live=True)] if part else _run_lanes(extra)
    return _report(outcomes)


def tally(junit_file):
    """(passed, failed, skipped names) of a JUnit file; an error of a test counts as failed."""
    passed = failed = 0
    skipped = []
    for case in ElementTree.parse(junit_file).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped.append(f"{case.get('classname')}.{case.get('name')}")
        else:
            passed += 1
    return passed, failed, skipped


def _run_lanes(extra):
    outcomes = {}

    def run_lane(lane):
        for part in lane:
            outcomes[part] = _run_part(part, extra, live=False)

    # Daemons: after Ctrl-C nothing waits for them, and their children end with this process.
    threads = [threading.Thread(target=run_lane, args=(lane,), daemon=True) for lane in _LANES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [outcomes[part] for part in PARTS]


def _run_part(part, extra, live):
    started = time.monotonic()
    step(f"Tests: {part}")
    outcome = Outcome(part)
    try:
        with _command(part, extra) as command:
            code = _pytest(part, command, live)
        _judge(outcome, code)
    except ToolError as error:
        outcome.problem = str(error)
    outcome.seconds = time.monotonic() - started
    if not live:
        _show(outcome)
    return outcome


@contextlib.contextmanager
def _command(part, extra):
    """The pytest command of a part; one that is in the addons gets a database of its own."""
    command = [PYTHON, "-m", "pytest", f"--junitxml={_RESULTS / part}.xml"]
    if part not in _IN_ADDONS:
        folder = ROOT / "tests" / part
        if not folder.is_dir():
            raise ToolError(f"There are no {part} tests: the folder tests/{part} is missing.")
        yield [*command, folder, *_marker(part), *extra]
        return
    template, those = _IN_ADDONS[part]
    folders = [folder / "tests" for folder in those() if (folder / "tests").is_dir()]
    if not folders:
        raise ToolError(f"There are no {part} tests: no such addon has a folder tests.")
    name = database.clone(os.environ[template])
    try:
        options = [f"--odoo-database={name}", f"--odoo-config={ODOO_CONF}", "--odoo-http"]
        yield [*command, *options, *folders, *extra]
    finally:
        database.drop(name)


def _marker(part):
    # Taking the pictures for the guide is ./dev screenshots.
    return ("-m", "not screenshots") if part == "browser" else ()


def _pytest(part, command, live):
    (_RESULTS / f"{part}.xml").unlink(missing_ok=True)
    environment = {**os.environ, **KEEP_COMPILED, "PYTHONUNBUFFERED": "1"}
    with contextlib.ExitStack() as stack:
        log = None if live else stack.enter_context(_log(part).open("w"))
        child = process.start(
            command,
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT if log else None,
        )
        try:
            return child.wait()
        finally:
            process.stop(child)


def _judge(outcome, code):
    """Read the JUnit file. Nothing collected, anything skipped or no verdict is a failure."""
    file = _RESULTS / f"{outcome.part}.xml"
    if not file.exists():
        outcome.problem = f"pytest ended without a result (exit code {code})."
        return
    outcome.passed, outcome.failed, skipped = tally(file)
    if skipped:
        outcome.problem = "Tests were skipped, and every test has to run: " + ", ".join(skipped)
    elif not outcome.passed and not outcome.failed:
        outcome.problem = f"There are no {outcome.part} tests: pytest found none."
    elif code and not outcome.failed:
        outcome.problem = f"pytest failed (exit code {code}) although no test did."


def _show(outcome):
    """Print what a part that ran in the background has said: all of it when it failed."""
    bad = outcome.failed or outcome.problem
    if bad and _log(outcome.part).exists():
        say(_log(outcome.part).read_text(errors="replace"))
    step(f"Tests: {_line(outcome)}")


def _report(outcomes):
    say()
    for outcome in outcomes:
        say(_line(outcome))
        if outcome.problem:
            say(f"  {outcome.problem}")
    passed = sum(outcome.passed for outcome in outcomes)
    # A part that could not run counts as one failure, so that the totals never look clean.
    failed = sum(outcome.failed + (1 if outcome.problem else 0) for outcome in outcomes)
    say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _line(outcome):
    verdict = "FAILED" if outcome.failed or outcome.problem else "ok"
    counts = f"{outcome.passed} passed, {outcome.failed} failed"
    return f"{outcome.part:10} {counts:26} {outcome.seconds:6.0f} s  {verdict}"


def _log(part):
    return LOGS / f"test-{part}.log"
