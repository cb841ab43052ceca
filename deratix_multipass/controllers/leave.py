from urllib.parse import urlencode

from odoo import http
from odoo.http import request

from ..multipass.refusal import Refused
from ..pipeline.sending import Sending
from .answers import private, refused, told


class MultipassLeave(http.Controller):
    """Odoo signs its users in to another system."""

    @http.route(
        "/deratix/multipass/<int:connection_id>/multipass_server_login",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def server_login(self, connection_id, login_url=None, **_ignored):
        """The other system asks who somebody is: its ``login_url`` is told, by a token. Who is not
        signed in to Odoo does so first, in Odoo's own way."""
        sending = Sending(request.env, connection_id)
        try:
            target = sending.target(login_url)
        except Refused as refusal:
            return refused(sending, refusal, "from_odoo")
        if not request.session.uid:
            here = f"{request.httprequest.path}?{urlencode({'login_url': target})}"
            return private(request.redirect_query("/web/login", {"redirect": here}))
        return self._leave(sending, target)

    @http.route(
        "/deratix/multipass/go/<int:connection_id>",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    def go(self, connection_id, to=None, **_ignored):
        """To the other system, signed in, to the page ``to``: a path there, or a whole address."""
        sending = Sending(request.env, connection_id)
        try:
            target = sending.target(None)
            page = sending.page(to) if to else ""
        except Refused as refusal:
            return told(sending, refusal, "from_odoo")
        return self._leave(sending, target, page)

    def _leave(self, sending, target, page=""):
        try:
            address = sending.address(request.env.user, target, page)
        except Refused as refusal:
            return told(sending, refusal, "from_odoo")
        sending.multipass._note("sent", direction="from_odoo", pairing=sending.pairing)
        return private(request.redirect(address, local=False))
