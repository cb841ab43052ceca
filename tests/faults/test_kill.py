"""SIGKILL of the server, as by a power cut, at twenty points of one import."""

from .gate import gate_after
from .state import State, assert_same

# Tables in the order in which a step writes to them; killed before the writing of each.
READING = ("deratix_run_line", "deratix_run")
APPLYING = (
    "res_partner",
    "res_partner_bank",
    "deratix_binding",
    "deratix_run_line",
    "deratix_run",
)


class Killer:
    """Kills the server of an import and starts it again; counts how often."""

    def __init__(self, importing):
        self.importing = importing
        self.count = 0

    def _kill(self):
        self.importing.server.kill()
        self.count += 1

    def before_writing(self, table):
        with self.importing.held_at(table):
            self._kill()

    def while_asking(self):
        with self.importing.asking():
            self._kill()

    def after(self, done):
        """Once so many are done, before the next batch is committed."""
        with gate_after(self.importing.server, "deratix_run", done):
            self._start()
            self.importing.read(done)
            self._kill()

    def at_once(self):
        self._start()
        self._kill()

    def _start(self):
        if not self.importing.server.is_running():
            self.importing.server.start()


def test_twenty_kills_end_in_the_same_state(start_import, undisturbed):
    importing = start_import()
    kills = Killer(importing)
    importing.preview()
    kills.while_asking()
    for table in READING:
        kills.before_writing(table)
    kills.after(300)
    kills.while_asking()
    kills.after(600)
    for table in READING:
        kills.before_writing(table)
    importing.server.start()
    importing.finish("ready")
    kills.at_once()
    importing.server.start()
    planned = State(importing.server.sql).runs()
    assert_same(planned, undisturbed.planned)

    importing.press("action_apply")
    kills.at_once()
    for table in APPLYING:
        kills.before_writing(table)
    kills.after(200)
    for table in ("res_partner", "deratix_binding"):
        kills.before_writing(table)
    kills.after(400)
    kills.before_writing("deratix_finding")
    kills.at_once()
    importing.server.start()
    importing.finish("done")
    assert kills.count >= 20
    assert_same(State(importing.server.sql).all(), undisturbed.after)
