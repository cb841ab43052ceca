"""Processes that start at once: forked by one that has imported already what they need.

Each is a process of its own like any other, with a session, files and signals of its own. Only
the time of its imports is saved, which for Odoo is three quarters of the CPU of a start.
"""

import contextlib
import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time

from tools.errors import ToolError
from tools.process import die_with_parent, stop


class Nursery:
    """The side of who wants processes. `command` ends in `serve`; `log` takes what it prints."""

    def __init__(self, command, *, env, cwd, log):
        self._lock = threading.Lock()
        self.log = log
        with log.open("a") as output:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                env=env,
                cwd=cwd,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def start(self, arguments, *, env, log):
        """Start a process whose output goes to the file `log`. Returns a `Child`.

        `arguments` are the strings that `serve` hands on. Raises `ToolError` when there is no
        nursery any more.
        """
        request = {"arguments": [str(each) for each in arguments], "env": env, "log": str(log)}
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{json.dumps(request)}\n")
            self._process.stdin.flush()
            if answer := self._process.stdout.readline():
                return Child(int(answer))
        raise ToolError(f"The nursery of processes has ended. Its log is {self.log}")

    def close(self):
        """End it and every process it has started."""
        stop(self._process)
        # What could not be written is in it still.
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()


class Child:
    """A process that somebody else is the parent of, as `tools.process` wants to see it."""

    def __init__(self, pid):
        self.pid = pid
        try:
            self._end = os.pidfd_open(pid)
        except ProcessLookupError:
            self._end = None

    def poll(self):
        """None while it is alive, else 0: how it ended is known to its parent alone."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout=None):
        """Wait for its end; raises `subprocess.TimeoutExpired`."""
        if self._end is not None:
            # It becomes readable when the process ends.
            if not select.select([self._end], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
            os.close(self._end)
            self._end = None
        return 0


def serve(main):
    """Fork a process for each line of standard input until it is closed: `main(arguments)`.

    Forked by the thread that calls this, which should be the only one.
    """
    # Nobody asks how the processes end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    nursery = os.getpid()
    for line in sys.stdin:
        request = json.loads(line)
        if os.fork() == 0:
            _become(request, nursery)
            sys.exit(main(request["arguments"]))


def _become(request, nursery):
    os.setsid()
    die_with_parent()
    if os.getppid() != nursery:
        sys.exit("The nursery is gone.")
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.write(1, f"{os.getpid()}\n".encode())
    log = os.open(request["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.close(log)
    os.close(nothing)
