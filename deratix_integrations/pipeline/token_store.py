"""Where the OAuth tokens of connections are kept: encrypted, one for each connection."""

from contextlib import contextmanager
from urllib.parse import urlsplit

from odoo.tools import SQL
from psycopg2.errors import LockNotAvailable

from ..providers.base import Throttled
from ..providers.oauth import Token
from .insist import insisting
from .secret_keys import secret_box
from .session_lock import TOKEN_OF_CONNECTION

# Another worker holds the lock for one request, whose time-outs are about as long as this.
LOCK_SECONDS = 20


class DatabaseTokenStore:
    """Implements ``providers.oauth.TokenStore``.

    Everything is a transaction of its own: a token is read as it is now and not as it was when the
    caller's transaction began, and one that was saved stays when the caller rolls back, as the
    one before it is dead. The connection must be committed, and the caller must not have written
    its row of ``deratix.token``.
    """

    def __init__(self, connection):
        self._registry = connection.env.registry
        self._connection_id = connection.id
        self._lock = SQL("%s, %s", TOKEN_OF_CONNECTION, connection.id)
        self._host = urlsplit(connection.base_url or "").hostname or ""
        self._box = secret_box(connection.env)

    def get(self):
        """See ``TokenStore.get``. Raises ``SecretUnreadable``."""
        with self._registry.cursor() as cr:
            cr.execute(
                SQL("SELECT sealed FROM deratix_token WHERE connection_id = %s",
                    self._connection_id)
            )  # fmt: skip
            row = cr.fetchone()
        return Token.parse(self._box.decrypt(row[0])) if row and row[0] else None

    @contextmanager
    def lock(self):
        """See ``TokenStore.lock``: a lock of the database session, without an open transaction.
        Raises ``Throttled`` when another worker holds it for too long."""
        with self._registry.cursor() as cr:
            cr.execute(SQL("SET LOCAL lock_timeout = %s", f"{LOCK_SECONDS}s"))
            try:
                cr.execute(
                    SQL("SELECT pg_advisory_lock(%s)", self._lock),
                    log_exceptions=False,
                )
            except LockNotAvailable:
                cr.rollback()
                raise Throttled(host=self._host, wait=LOCK_SECONDS) from None
            # The lock stays with the session, and no transaction is open while it is held.
            cr.rollback()
            try:
                yield
            finally:
                cr.rollback()
                cr.execute(SQL("SELECT pg_advisory_unlock(%s)", self._lock))

    def save(self, token):
        insisting(lambda: self._save(token))

    def _save(self, token):
        with self._registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    INSERT INTO deratix_token AS t
                        (connection_id, company_id, sealed, refresh_until, dead)
                    SELECT id, company_id, %(sealed)s, %(until)s, %(dead)s
                    FROM deratix_connection WHERE id = %(connection)s
                    ON CONFLICT (connection_id) DO UPDATE SET
                        sealed = EXCLUDED.sealed,
                        refresh_until = EXCLUDED.refresh_until,
                        dead = EXCLUDED.dead,
                        warned = CASE WHEN t.refresh_until = EXCLUDED.refresh_until
                                      THEN t.warned END
                    """,
                    connection=self._connection_id,
                    sealed=self._box.encrypt(token.dump()),
                    until=token.refresh_until and token.refresh_until.replace(microsecond=0),
                    dead=token.dead,
                )
            )
