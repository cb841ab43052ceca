"""How often is too often, counted in the audit so that all workers count together.

A stranger has no genuine token. So what strangers send can only fill the audit: beyond a limit it
is no longer written down, and nobody's genuine token is refused for it. Who does send genuine
tokens too fast is slowed down by the pairing, which nobody else can use up.
"""

from datetime import timedelta

from odoo import fields
from odoo.http import request
from odoo.tools import SQL

from ..multipass.refusal import Reason, Refused

PAIRING_WINDOW = timedelta(minutes=1)
PAIRING_MOST = 30
REFUSAL_WINDOW = timedelta(minutes=10)
ADDRESS_MOST = 20
CONNECTION_MOST = 500


class Throttle:
    def __init__(self, env):
        self._env = env
        self._address = request.httprequest.remote_addr if request else None

    def check_pairing(self, pairing):
        """Raises ``Refused`` when this person was let through very often just now."""
        count = self._env["deratix.multipass.event"].search_count(
            [
                ("pairing_id", "=", pairing.id),
                ("at", ">", fields.Datetime.now() - PAIRING_WINDOW),
                ("outcome", "in", ("signed_in", "second_factor", "already", "sent")),
            ],
            limit=PAIRING_MOST,
        )
        if count >= PAIRING_MOST:
            raise Refused(Reason.TOO_MANY)

    def check_address(self):
        """Raises ``Refused`` when this address was refused very often just now."""
        if self._refusals()[0] >= ADDRESS_MOST:
            raise Refused(Reason.TOO_MANY)

    def note_refusal(self, multipass, refusal, direction, pairing=None):
        """Write a refusal down, unless there are too many of them to be of use."""
        reason = refusal.reason
        # Only who has the secret gets as far as a pairing; a used token anybody may have seen.
        genuine = pairing and reason is not Reason.USED
        if not genuine:
            by_address, by_connection = self._refusals(multipass.connection_id.id)
            if by_address > ADDRESS_MOST or by_connection > CONNECTION_MOST:
                return
            if by_address == ADDRESS_MOST or by_connection == CONNECTION_MOST:
                reason = Reason.TOO_MANY
        detail = refusal.claim or False
        if refusal.seconds is not None:
            detail = f"{refusal.seconds:.0f} s"
        multipass._note(
            "refused", pairing=pairing, direction=direction, reason=reason.value, detail=detail
        )

    def _refusals(self, connection_id=None):
        """How many were refused lately: from this address, and at this connection."""
        self._env["deratix.multipass.event"].flush_model()
        ((by_address, by_connection),) = self._env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE address = %s),
                       COUNT(*) FILTER (WHERE connection_id = %s)
                FROM deratix_multipass_event WHERE outcome = 'refused' AND at > %s
                """,
                self._address,
                connection_id,
                fields.Datetime.now() - REFUSAL_WINDOW,
            )
        )
        return by_address, by_connection
