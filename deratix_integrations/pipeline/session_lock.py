"""Locks that outlive transactions and end with the connection to the database."""

from contextlib import contextmanager


@contextmanager
def session_lock(cr, space, key, commit):
    """Yields whether nobody else holds the lock (two numbers of 32 bits).

    It is taken before the transaction that looks begins, so that everything the previous holder
    committed is seen; whatever is not committed when the block is left is rolled back.
    """
    cr.execute("SELECT pg_try_advisory_lock(%s, %s)", [space, key])
    if not cr.fetchone()[0]:
        yield False
        return
    try:
        commit()
        yield True
    finally:
        if not cr.closed:
            cr.rollback()
            cr.execute("SELECT pg_advisory_unlock(%s, %s)", [space, key])
