import os
import subprocess
import sys

import pytest

from tests.unit.archive_builder import outcomes
from tests.unit.archive_corpus import corpus

CASES = list(corpus())
_MIB = 1024 * 1024
# Reads every archive named on its standard input in one process that may not grow.
_READER = """
import resource, sys
from tests.unit.archive_builder import outcomes
outcomes(open(sys.argv[1], "rb"))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
for line in sys.stdin:
    with open(line.strip(), "rb") as file:
        print(outcomes(file))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, file=sys.stderr)
"""


def test_there_are_many_kinds():
    assert len({name for name, _data, _expected in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize(
    ("data", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_outcome(data, expected):
    assert outcomes(data) == expected


def test_no_archive_makes_the_process_grow_hang_or_write(tmp_path):
    archives, home = tmp_path / "archives", tmp_path / "home"
    archives.mkdir()
    home.mkdir()
    files = []
    for number, (_name, data, _expected) in enumerate(CASES):
        files.append(archives / str(number))
        files[-1].write_bytes(data)
    plain = next(str(file) for file, case in zip(files, CASES, strict=True) if case[0] == "plain")
    done = subprocess.run(
        [sys.executable, "-c", _READER, plain],
        input="\n".join(map(str, files)),
        capture_output=True,
        text=True,
        timeout=120,
        cwd=home,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(home)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(expected) for _name, _data, expected in CASES]
    assert int(done.stderr) * 1024 < 40 * _MIB
    assert not list(home.iterdir())
    assert {file.name for file in tmp_path.iterdir()} == {"archives", "home"}
