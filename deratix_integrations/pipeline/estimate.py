"""How long carrying over the history may take, by what was measured."""

from typing import NamedTuple

PAGE = 100
# Adding a client there: looking for it by number and by e-mail, adding it, reading what it became.
REQUESTS_TO_ADD = 4
# What a database on two cores compares and writes; the sync and import benchmarks measure it.
RECORDS_PER_SECOND = 100


class Estimate(NamedTuple):
    """Requests and seconds of comparing, and at most of carrying over what is missing."""

    compare_requests: int
    compare_seconds: float
    carry_requests: int
    carry_seconds: float


def estimate(history, there, only_here, known, durations):
    """An ``Estimate``.

    :param history: a key of ``run_history.HISTORY``
    :param there: how many records the other system has
    :param only_here: how many clients here are not linked
    :param known: how many records are linked
    :param durations: of the requests that were just sent, in milliseconds
    """
    request_seconds = sum(durations) / len(durations) / 1000 if durations else 0
    pages = -(-there // PAGE) or 1
    compare = pages * request_seconds + there / RECORDS_PER_SECOND
    additions = only_here if history in ("out", "both") else 0
    arrivals = max(there - known, 0) if history != "out" else 0
    # A document may bring a client that is not known yet.
    requests = additions * REQUESTS_TO_ADD + (arrivals if history == "invoices" else 0)
    carry = requests * request_seconds + (additions + arrivals) / RECORDS_PER_SECOND
    return Estimate(pages, compare, requests, carry)
