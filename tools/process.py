"""Child processes that never outlive the command that started them."""

import contextlib
import ctypes
import os
import shlex
import signal
import subprocess

from .errors import ToolError
from .paths import LOGS

PIPE = subprocess.PIPE
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
_TAIL_LINES = 25


def die_with_parent():
    """Run in the child before exec: the kernel ends it when its parent is gone (Linux)."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def run(command, what, *, env=None, cwd=None, log=None, text=None):
    """Run `command` to its end with output kept in a log; raise `ToolError` with its tail.

    `what` is the start of a sentence, as in "Installing the Python packages". `log` is a file
    name in .dev/log; without it the output is only kept for the error. `text` is its standard
    input. Returns the output.
    """
    result = subprocess.run(
        [str(part) for part in command],
        env=env,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        input=text or "",
        text=True,
        errors="replace",
        check=False,
    )
    if log:
        LOGS.mkdir(parents=True, exist_ok=True)
        (LOGS / log).write_text(result.stdout)
    if result.returncode:
        raise CommandFailed(command, what, result.returncode, result.stdout, log)
    return result.stdout


class CommandFailed(ToolError):
    """A command ended with an error; `output` is all it printed."""

    def __init__(self, command, what, code, output, log=None):
        self.output = output
        self.code = code
        tail = "\n".join(output.splitlines()[-_TAIL_LINES:])
        kept = f"\nThe whole output is in {LOGS / log}." if log else ""
        words = shlex.join(str(part) for part in command)
        super().__init__(f"{what} failed (exit code {code}).\n{tail}\nCommand: {words}{kept}")


def start(command, *, env=None, cwd=None, stdout=None, stderr=None):
    """Start a child in a process group of its own, tied to the life of this process."""
    return subprocess.Popen(
        [str(part) for part in command],
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        text=True,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def stop(process, timeout=10):
    """End a child started by `start` and its whole group: SIGTERM first, then SIGKILL."""
    if process.poll() is None:
        _signal_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout)
    _signal_group(process, signal.SIGKILL)
    process.wait()


def kill(process):
    """End a child and its group at once, as a power cut would."""
    _signal_group(process, signal.SIGKILL)
    process.wait()


def _signal_group(process, number):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
