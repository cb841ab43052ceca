"""The request budget of a connection: counted in the database, shared by all workers."""

from datetime import timedelta
from urllib.parse import urlsplit

from odoo import fields
from odoo.tools import SQL

from ..providers.base import Limits, QuotaExceeded
from .insist import insisting

# A reset the system did not tell: counted from our first request of the period.
PERIODS = {"day": timedelta(days=1), "month": timedelta(days=30)}


class DatabaseBudget:
    """Implements ``providers.base.Budget``; every call is a transaction of its own, so that a
    request stays counted when the work around it is rolled back.

    :param reserve: how many requests of the day are left to others (people who press buttons)
    """

    def __init__(self, env, connection_id, base_url, *, reserve=0):
        self._registry = env.registry
        self._connection_id = connection_id
        self._host = urlsplit(base_url or "").hostname or ""
        self._reserve = reserve

    def acquire(self):
        insisting(self._count)

    def _count(self):
        now = fields.Datetime.now()
        with self._registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    UPDATE deratix_rate_budget SET
                        day_used = CASE WHEN day_reset <= %(now)s THEN 1
                                        ELSE COALESCE(day_used, 0) + 1 END,
                        day_reset = CASE WHEN day_reset IS NULL OR day_reset <= %(now)s
                                         THEN %(day)s ELSE day_reset END,
                        month_used = CASE WHEN month_reset <= %(now)s THEN 1
                                          ELSE COALESCE(month_used, 0) + 1 END,
                        month_reset = CASE WHEN month_reset IS NULL OR month_reset <= %(now)s
                                           THEN %(month)s ELSE month_reset END
                    WHERE connection_id = %(connection)s
                      AND (COALESCE(day_limit, 0) = 0 OR day_reset IS NULL OR day_reset <= %(now)s
                           OR COALESCE(day_used, 0) < day_limit - %(reserve)s)
                      AND (COALESCE(month_limit, 0) = 0 OR month_reset IS NULL
                           OR month_reset <= %(now)s OR COALESCE(month_used, 0) < month_limit)
                    """,
                    now=now,
                    day=now + PERIODS["day"],
                    month=now + PERIODS["month"],
                    connection=self._connection_id,
                    reserve=self._reserve,
                )
            )
            if cr.rowcount:
                return
            cr.execute(
                SQL(
                    """
                    SELECT month_limit > 0 AND month_used >= month_limit AND month_reset > %s,
                           day_reset, month_reset
                    FROM deratix_rate_budget WHERE connection_id = %s
                    """,
                    now,
                    self._connection_id,
                )
            )
            row = cr.fetchone()
        if row:
            month, day_reset, month_reset = row
            raise QuotaExceeded(
                host=self._host,
                period="month" if month else "day",
                until=month_reset if month else day_reset,
            )

    def observe(self, limits: Limits):
        values = {
            "day_limit": limits.day_limit,
            "day_used": _used(limits.day_limit, limits.day_remaining),
            "day_reset": limits.day_reset,
            "month_limit": limits.month_limit,
            "month_used": _used(limits.month_limit, limits.month_remaining),
            "month_reset": limits.month_reset,
        }
        told = {column: value for column, value in values.items() if value is not None}
        if told:
            insisting(lambda: self._store(told))

    def _store(self, told):
        with self._registry.cursor() as cr:
            cr.execute(
                SQL(
                    "UPDATE deratix_rate_budget SET %s WHERE connection_id = %s",
                    SQL(", ").join(
                        SQL("%s = %s", SQL.identifier(column), value)
                        for column, value in told.items()
                    ),
                    self._connection_id,
                )
            )


def _used(limit, remaining):
    return None if limit is None or remaining is None else max(limit - remaining, 0)
