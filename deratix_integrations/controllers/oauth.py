from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from ..models.connection_oauth import CALLBACK
from ..pipeline.error_text import error_text
from ..pipeline.secret_keys import SecretUnreadable
from ..providers.base import ProviderError

# The digests of what this session has begun, the newest last.
SESSION_KEY = "deratix_oauth"
AT_ONCE = 5
# The address that the system leads back to holds a code: no other site is told of it.
HEADERS = [("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")]


class Authorise(http.Controller):
    """A person consents, in the browser, to what a connection does (RFC 6749, section 4.1)."""

    @http.route(
        "/deratix/oauth/authorise/<int:connection_id>", type="http", auth="user", methods=["GET"]
    )
    def authorise(self, connection_id):
        """Lead to the page of the other system where the user at hand consents."""
        connection = request.env["deratix.connection"].browse(connection_id)
        try:
            page, state = connection._begin_consent()
        except (AccessError, MissingError):
            return self._refused(self._may_not(), status=403)
        except ProviderError as error:
            return self._refused(error_text(request.env, error), connection)
        except SecretUnreadable as error:
            return self._refused(str(error), connection)
        digest = request.env["deratix.authorisation"]._digest(state)
        begun = request.session.get(SESSION_KEY, [])
        request.session[SESSION_KEY] = [*begun, digest][-AT_ONCE:]
        return self._led(page, local=False)

    @http.route(CALLBACK, type="http", auth="user", methods=["GET"])
    def callback(self, state="", code="", error="", **_ignored):
        """The browser comes back from there, with a code or with a refusal."""
        begun = self._take(state)
        if not begun:
            return self._refused(
                request.env._(
                    "This authorisation was not begun in this browser, was used already, or took "
                    "too long. Open the connection and press Authorise once more. Use Odoo at "
                    "the address %s for it.",
                    request.env["ir.config_parameter"].sudo().get_param("web.base.url", ""),
                ),
                status=400,
            )
        connection, redirect_uri = begun
        if error or not code:
            return self._refused(self._denied(connection, error), connection)
        try:
            complaint = connection._finish_consent(code, redirect_uri)
        except (AccessError, MissingError):
            return self._refused(self._may_not(), status=403)
        if complaint:
            return self._refused(complaint, connection)
        return self._led(connection._page_after_consent())

    @staticmethod
    def _take(state):
        """What this session began under this state, and end it; see
        ``deratix.authorisation._take``."""
        Authorisation = request.env["deratix.authorisation"].sudo()
        digest = Authorisation._digest(state)
        begun = request.session.get(SESSION_KEY, [])
        if digest not in begun:
            return None
        request.session[SESSION_KEY] = [each for each in begun if each != digest]
        taken = Authorisation._take(digest)
        return taken and (taken[0].sudo(False), taken[1])

    @staticmethod
    def _may_not():
        return request.env._(
            "You may not authorise this connection. Ask an administrator of the integrations."
        )

    @staticmethod
    def _denied(connection, error):
        system = connection.sudo().integration_id.name
        if error == "access_denied":
            return request.env._(
                "The consent was declined at %s. Nothing was changed; authorise once more when "
                "you want to.",
                system,
            )
        return request.env._(
            "%s did not give its consent. Check the client ID and that the redirect address is "
            "the one entered there, then authorise once more.",
            system,
        )

    @staticmethod
    def _page_of(connection):
        return f"/odoo/integration-connections/{connection.id}"

    def _refused(self, message, connection=None, status=200):
        values = {
            "message": message,
            "is_connection": bool(connection),
            "back": self._page_of(connection) if connection else "/odoo/integrations",
        }
        response = request.render("deratix_integrations.oauth_refused", values, status=status)
        response.headers.extend(HEADERS)
        return response

    @staticmethod
    def _led(address, local=True):
        response = request.redirect(address, local=local)
        response.headers.extend(HEADERS)
        return response
