"""Keeping to so many requests in any span of some seconds, over all workers and hosts."""

import json
import time

from odoo.tools import SQL

from ..providers.base import Throttled
from .budget import DatabaseBudget
from .insist import insisting

# Background work waits for its turn; a person who pressed a button is told at once.
PATIENCE = 15


class PacedBudget(DatabaseBudget):
    """A ``DatabaseBudget`` that also keeps to a ``Rate``.

    The times of the last requests stand in the row of the connection, by the clock of the
    database. Taking one is a transaction of its own; nothing is locked while this waits.

    :param patience: so many seconds a request is held back at most; beyond it ``Throttled`` is
        raised
    """

    def __init__(self, env, connection_id, base_url, rate, *, reserve=0, patience=0):
        super().__init__(env, connection_id, base_url, reserve=reserve)
        self._rate = rate
        self._patience = patience

    def acquire(self):
        waited = 0.0
        while wait := insisting(self._take):
            if waited + wait > self._patience:
                raise Throttled(host=self._host, wait=round(wait, 1))
            waited += wait
            time.sleep(wait)
        return super().acquire()

    def _take(self):
        """Count a request and return 0, or return how many seconds it has to wait."""
        with self._registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    SELECT recent FROM deratix_rate_budget WHERE connection_id = %s FOR UPDATE
                    """,
                    self._connection_id,
                )
            )
            row = cr.fetchone()
            if row is None:
                return 0.0
            # Asked after the lock was had: the clock has run on meanwhile.
            cr.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
            now = cr.fetchone()[0]
            times = self._rate.recent(json.loads(row[0] or "[]"), now)
            wait = self._rate.wait(times, now)
            if not wait:
                cr.execute(
                    SQL(
                        "UPDATE deratix_rate_budget SET recent = %s WHERE connection_id = %s",
                        # As they are: rounded up, one would lie ahead of the next worker's clock,
                        # and not count.
                        json.dumps([*times, now]),
                        self._connection_id,
                    )
                )
            return wait


def budget_of(connection, rate, *, reserve=0):
    """The budget of a connection whose system has this rate, or none. With a ``reserve`` it is
    for background work."""
    if rate is None:
        return DatabaseBudget(connection.env, connection.id, connection.base_url, reserve=reserve)
    return PacedBudget(
        connection.env,
        connection.id,
        connection.base_url,
        rate,
        reserve=reserve,
        patience=PATIENCE if reserve else 0,
    )
