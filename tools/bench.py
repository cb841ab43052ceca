"""./dev bench NAME: run tests/bench/NAME.py and keep the JSON object of its last line."""

import json
import os
import subprocess

from . import postgres, process, setup
from .errors import ToolError
from .output import say, step
from .paths import DEV, KEEP_COMPILED, PYTHON, ROOT

_FOLDER = ROOT / "tests" / "bench"


def names():
    """The benchmarks there are, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("[a-z]*.py"))


def bench(name):
    """Run one benchmark; its output is shown as it comes. Raises `ToolError` when it fails."""
    if name not in names():
        known = ", ".join(names()) or "none yet"
        raise ToolError(f"There is no benchmark {name}. There are: {known}.")
    setup.ensure()
    with postgres.running():
        step(f"Benchmark {name}")
        child = process.start(
            [PYTHON, "-u", "-m", f"tests.bench.{name}"],
            env={**os.environ, **KEEP_COMPILED},
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        last = ""
        try:
            for line in child.stdout:
                last = line.strip() or last
                say(line.rstrip("\n"))
            code = child.wait()
        finally:
            process.stop(child)
    if code:
        raise ToolError(f"The benchmark {name} failed (exit code {code}).")
    file = DEV / "bench" / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(_result(name, last), indent=2) + "\n")
    return 0


def _result(name, line):
    try:
        result = json.loads(line)
    except ValueError:
        result = None
    if not isinstance(result, dict):
        raise ToolError(f"The benchmark {name} did not end with a JSON object but with: {line}")
    return result
