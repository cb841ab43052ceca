from odoo import models
from odoo.exceptions import AccessDenied

from ..multipass.refusal import Refused
from ..pipeline.attempt import Attempt

CREDENTIAL = "deratix_multipass"


class MultipassDenied(AccessDenied):
    """As any other denial; ``refusal`` is for the audit."""

    def __init__(self, refusal):
        super().__init__()
        self.refusal = refusal


class ResUsers(models.Model):
    _inherit = "res.users"

    def _check_credentials(self, credential, env):
        """Odoo's own way of signing in, with a token for the password. The token alone says who it
        is for; the login that came with it only has to be the same person's.

        ``attempt`` is the checked ``Attempt`` of this very transaction: what comes from outside can
        be no such object."""
        if credential["type"] != CREDENTIAL:
            return super()._check_credentials(credential, env)
        if not (env or {}).get("interactive"):
            raise AccessDenied()
        attempt = credential.get("attempt")
        if not isinstance(attempt, Attempt) or attempt.user != self.env.user:
            raise AccessDenied()
        try:
            attempt.claim()
        except Refused as refusal:
            raise MultipassDenied(refusal) from None
        # The second factor stays in force: the other system does not ask for it.
        return {"uid": self.env.uid, "auth_method": "multipass", "mfa": "default"}
