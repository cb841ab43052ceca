"""For collectors that have nothing to ask of the other system; see ``run_collect``."""


class NothingLacks:
    """Collects for a reading leg: all that it needs is on the pages."""

    def __init__(self, run, provider):
        pass

    @staticmethod
    def next_request(limit):
        return None


def ask_nobody():
    """The request of a step that only plans."""
    return None
