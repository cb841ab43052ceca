"""Locks that outlive transactions and end with the connection to the database."""

from contextlib import contextmanager

# The first keys of the locks, all in one place: two uses of one number would wait for each other.
# The second key is an id.
CLIENTS_OF_COMPANY = 0x0DE2A71
DOCUMENT_OF_LEAD = 0x0DE2A72
DOCUMENTS_OF_COMPANY = 0x0DE2A73
WEBHOOKS_OF_CONNECTION = 0x0DE2A74
ARCHIVE = 0x0DE2A75
TOKEN_OF_CONNECTION = 0x0DE2A76


@contextmanager
def session_lock(env, space, key, commit=None):
    """Yields whether nobody else holds the lock (two numbers of 32 bits).

    It is taken before the transaction that looks begins, so that everything the previous holder
    committed is seen; whatever is not committed when the block is left is rolled back.

    :param commit: what ends the transaction, when it is not to be ``ir.cron``
    """
    cr = env.cr
    cr.execute("SELECT pg_try_advisory_lock(%s, %s)", [space, key])
    if not cr.fetchone()[0]:
        yield False
        return
    try:
        (commit or env["ir.cron"]._commit_progress)()
        env.invalidate_all()
        yield True
    finally:
        if not cr.closed:
            cr.rollback()
            cr.execute("SELECT pg_advisory_unlock(%s, %s)", [space, key])
