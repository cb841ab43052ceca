"""Somebody comes with a token: who that is, and whether they may come in."""

import time
from collections.abc import Mapping

from ..multipass.addresses import local_address
from ..multipass.refusal import Reason, Refused
from ..multipass.tokens import verify
from .throttle import Throttle

HOME = "/odoo"
# Pages of the backend; nothing that signs out, and nothing with parameters.
_PAGES = ("/odoo",)


class Attempt:
    """One token at one connection. What is found out stays in ``multipass`` (empty for an unknown
    connection), ``pairing`` and ``page``, however it ends.

    :param given: the parameters of the address; not to be trusted
    """

    def __init__(self, env, connection_id, given):
        self._env = env(su=True)
        self._given = given if isinstance(given, Mapping) else {}
        self._token_id = None
        self.multipass = self._env["deratix.multipass"]._of(connection_id)
        self.pairing = self._env["deratix.multipass.pairing"]
        self.page = HOME

    def check(self):
        """Raises ``Refused``; writes nothing."""
        scheme = self._scheme()
        token = scheme.envelope.from_query(self._given)
        claims = verify(scheme, token, time.time()).claims
        pairing = self._find(claims)
        if claims.return_to:
            self.page = local_address(claims.return_to, _PAGES)
        if scheme.envelope.older and pairing._is_privileged():
            raise Refused(Reason.PRIVILEGED)
        connection = self.multipass.connection_id
        if self._env["deratix.multipass.token"]._is_used(connection, claims.token_id):
            raise Refused(Reason.USED)
        Throttle(self._env).check_pairing(pairing)
        self._token_id = claims.token_id

    @property
    def user(self):
        """Who may be signed in; nobody before ``check`` has found everything in order."""
        return self.pairing.user_id if self._token_id else self._env["res.users"]

    def claim(self):
        """Use the token up, in the transaction of the sign-in. Raises ``Refused`` when it was."""
        used = self._env["deratix.multipass.token"]
        if not used._claim(self.multipass.connection_id, self._token_id):
            raise Refused(Reason.USED)

    def note(self, outcome):
        self.multipass._note(outcome, direction="to_odoo", pairing=self.pairing)

    def _scheme(self):
        scheme = self.multipass._ready("to_odoo")
        if scheme.envelope.older:
            # Such tokens can be changed by trial and error.
            Throttle(self._env).check_address()
        return scheme

    def _find(self, claims):
        """The pairing of the person a token names, whoever else it mentions."""
        people = self._env["deratix.external.user"].with_context(active_test=False)
        of_connection = ("connection_id", "=", self.multipass.connection_id.id)
        by, value = ("subject", claims.subject) if claims.subject else ("login", claims.login)
        person = people.search_fetch([of_connection, (by, "=", value)])
        if not value or len(person) != 1:
            raise Refused(Reason.UNKNOWN)
        if claims.login and claims.login != person.login:
            raise Refused(Reason.IDENTITY)
        if claims.email and claims.email != person.email:
            raise Refused(Reason.IDENTITY)
        pairing = self.pairing.search_fetch([("external_user_id", "=", person.id)])
        if not pairing:
            raise Refused(Reason.UNPAIRED)
        self.pairing = pairing
        obstacle = pairing._obstacle()
        if obstacle:
            raise Refused(Reason(obstacle))
        return pairing
