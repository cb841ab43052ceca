from odoo import http
from odoo.addons.web.controllers.utils import _get_login_redirect_url
from odoo.exceptions import AccessDenied
from odoo.http import get_default_session, request

from ..models.res_users import CREDENTIAL
from ..multipass.refusal import Reason, Refused
from ..pipeline.attempt import Attempt
from .answers import page, private, refused

# What belongs to the sign-in itself. The rest of a session is the previous user's.
_OF_LOGIN = ("db", "login", "uid", "context", "session_token", "pre_login", "pre_uid")


class MultipassLogin(http.Controller):
    """Odoo takes a token of another system."""

    # By GET alone: a browser sends no cookies with a form of another site, so that whoever is
    # signed in would not be seen, and not be asked.
    @http.route(
        "/deratix/multipass/<int:connection_id>/login",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def login(self, connection_id, **given):
        """Sign in who the token is for, and go to the page it names. Where somebody else is signed
        in, ask first. One neutral answer (403) for everything else."""
        attempt = Attempt(request.env, connection_id, given)
        try:
            _not_embedded()
            attempt.check()
            if not request.session.uid:
                return self._enter(attempt)
            if request.session.uid != attempt.pairing.user_id.id:
                return self._ask(attempt, connection_id, given)
            attempt.claim()
        except Refused as refusal:
            return refused(attempt, refusal, "to_odoo")
        attempt.note("already")
        return private(request.redirect(attempt.page))

    @http.route(
        "/deratix/multipass/<int:connection_id>/switch",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def switch(self, connection_id, **given):
        """The answer to the question of ``login``: sign out who is there, sign in the other."""
        attempt = Attempt(request.env, connection_id, given)
        try:
            attempt.check()
            return self._enter(attempt)
        except Refused as refusal:
            return refused(attempt, refusal, "to_odoo")

    def _enter(self, attempt):
        """Raises ``Refused``, and the session is as it was."""
        user = attempt.pairing.user_id
        session, others = request.session, request.session.uid
        credential = {"type": CREDENTIAL, "login": user.login, "attempt": attempt}
        try:
            session.authenticate(request.env, credential)
        except AccessDenied as denial:
            raise getattr(denial, "refusal", None) or Refused(Reason.COOLDOWN) from None
        if others:
            # Among it that the previous user has proved their identity a moment ago.
            kept = {name: session[name] for name in _OF_LOGIN if name in session}
            session.clear()
            session.update({**get_default_session(), **kept})
            request.env["ir.http"]._post_logout()
        # Also when a second factor is still to come: this session is not the one of before.
        session.should_rotate = True
        attempt.note("signed_in" if session.uid else "second_factor")
        return private(request.redirect(_get_login_redirect_url(user.id, attempt.page)))

    def _ask(self, attempt, connection_id, given):
        values = {
            "switch": f"/deratix/multipass/{connection_id}/switch",
            "given": {name: given[name] for name in ("multipass", "signature") if name in given},
            "here": request.env["res.users"].sudo().browse(request.session.uid).name,
            "other": attempt.pairing.user_id.name,
        }
        return page("ask", values)


def _not_embedded():
    """A token signs in by a page of its own, not by a picture or a frame in somebody's page; the
    browser tells (https://www.w3.org/TR/fetch-metadata/). Raises ``Refused``."""
    if request.httprequest.headers.get("Sec-Fetch-Dest", "document") != "document":
        raise Refused(Reason.EMBEDDED)
