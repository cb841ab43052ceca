"""Working on a batch of which some items may be bad: the bad ones are found by halving."""

import psycopg2
from psycopg2 import errors

# Another transaction was in the way: the whole transaction is to be done again.
CONFLICTS = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)

# Counted among the operational errors, but it is a value too long for an index.
TOO_LONG = psycopg2.errors.ProgramLimitExceeded


def work_or_halve(cr, items, work, give_up):
    """Work on all items at once; when that fails, on each half, down to the single bad item.

    :param work: takes a list of items and returns a list of results; runs in a savepoint
    :param give_up: takes the bad item and its exception and returns its result
    :return: the results of all

    One of ``CONFLICTS``, or the loss of the database, is raised: it concerns the whole
    transaction.
    """
    if not items:
        return []
    try:
        with cr.savepoint():
            return work(items)
    except Exception as error:
        if isinstance(error, psycopg2.OperationalError) and not isinstance(error, TOO_LONG):
            raise
        if len(items) == 1:
            return [give_up(items[0], error)]
    middle = len(items) // 2
    return work_or_halve(cr, items[:middle], work, give_up) + work_or_halve(
        cr, items[middle:], work, give_up
    )
