"""A real Odoo server in a process of its own."""

import time
import urllib.error
import urllib.request

from . import process
from .database import odoo_command, odoo_environment
from .errors import ToolError
from .paths import LOGS, ROOT
from .ports import HOST, free_port

_START_SECONDS = 120
_TAIL_LINES = 25


class OdooServer:
    """Odoo on one database: threaded (workers=0) with cron threads.

    `start` and `kill` or `stop` may alternate as often as wanted; the port stays the same.
    """

    # It has started once this page is answered.
    first_page = "/web/login"

    def __init__(self, database, *, port=None, cron_threads=1, arguments=(), environment=None):
        self.db = database
        self.port = port or free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.log = LOGS / f"odoo-{database}.log"
        self.process = None
        self._arguments = ["-d", database, "--db-filter", f"^{database}$", "--workers", "0"]
        self._arguments += ["--http-port", str(self.port)]
        self._arguments += ["--max-cron-threads", str(cron_threads), *arguments]
        self._environment = environment or {}

    def start(self):
        """Start the process and wait until it answers; raises `ToolError` with its log if not."""
        LOGS.mkdir(parents=True, exist_ok=True)
        self.process = self.spawn(self._arguments, {**odoo_environment(), **self._environment})
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise ToolError(f"Odoo does not start.\n{self._tail()}\nIts log is {self.log}")
            time.sleep(0.1)
        return self

    def spawn(self, arguments, environment):
        """A new process; its output goes to the log."""
        with self.log.open("a") as log:
            return process.start(
                odoo_command(*arguments), env=environment, cwd=ROOT, stdout=log, stderr=log
            )

    def stop(self):
        """End it in an orderly way."""
        if self.process:
            process.stop(self.process)

    def kill(self):
        """SIGKILL: nothing is cleaned up, as after a power cut."""
        if self.process:
            process.kill(self.process)

    def is_running(self):
        """Whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}{self.first_page}", timeout=60) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise
            self.kill()
            return False
        except OSError:
            return False

    def _tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-_TAIL_LINES:])
