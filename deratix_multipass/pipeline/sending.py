"""Somebody who is signed in to Odoo is taken to the other system."""

import time
from dataclasses import replace
from urllib.parse import urlsplit

from ..multipass.addresses import login_address, with_parameters
from ..multipass.claims import Direction, issue
from ..multipass.refusal import Reason, Refused
from ..multipass.tokens import mint
from .throttle import Throttle


class Sending:
    """To one connection. What is found out stays in ``multipass`` (empty for an unknown
    connection) and ``pairing``, however it ends. Every method may raise ``Refused``."""

    def __init__(self, env, connection_id):
        self._env = env(su=True)
        self.multipass = self._env["deratix.multipass"]._of(connection_id)
        self.pairing = self._env["deratix.multipass.pairing"]

    def target(self, login_url):
        """The address of that connection that gets the token; its usual one without a wish."""
        self.multipass._ready("from_odoo")
        site = self.multipass._site()
        return login_address(login_url or self.multipass.address, site)

    def page(self, wanted):
        """The path there of the page meant, which may be given with or without the server."""
        site = replace(self.multipass._site(), paths=("/",))
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(login_address(_whole(site), site)))
        address = f"{origin}{wanted}" if wanted.startswith("/") else wanted
        return login_address(address, site).removeprefix(origin)

    def address(self, user, target, page=""):
        """The target with a new token for this user, to be opened at once."""
        scheme = self.multipass._ready("from_odoo")
        pairing = self._find(user)
        if scheme.envelope.older and pairing._is_privileged():
            raise Refused(Reason.PRIVILEGED)
        Throttle(self._env).check_pairing(pairing)
        person = pairing.external_user_id
        claims = issue(
            audience=scheme.audience,
            direction=Direction.FROM_ODOO,
            now=time.time(),
            subject=person.subject,
            login=person.login,
            email=person.email or "",
            return_to=page,
        )
        return with_parameters(target, scheme.envelope.to_query(mint(scheme, claims)))

    def _find(self, user):
        self.pairing = self.pairing.search(
            [
                ("connection_id", "=", self.multipass.connection_id.id),
                ("user_id", "=", user.id),
            ]
        )
        if not self.pairing:
            raise Refused(Reason.UNPAIRED)
        obstacle = self.pairing._obstacle()
        if obstacle:
            raise Refused(Reason(obstacle))
        return self.pairing


def _whole(site):
    return f"{site.scheme}://{site.host}:{site.port}/"
