"""SIGKILL of a server at a given point of its work."""


class Killer:
    """Kills the server of a `Sync`; counts how often."""

    def __init__(self, syncing):
        self.syncing = syncing
        self.count = 0

    def before_writing(self, state, sent, table):
        self.syncing.hurry()
        with self.syncing.held_in(state, table, sent) as connection:
            self._kill()
            self.syncing.server.sql("SELECT pg_terminate_backend(%s)", [connection])

    def before_answer(self, method):
        self.syncing.hurry()
        with self.syncing.answering(method):
            self._kill()

    def _kill(self):
        self.syncing.server.kill()
        self.count += 1
