from odoo import http
from werkzeug.exceptions import RequestEntityTooLarge

MAX_BODY = 64 * 1024


class Webhook(http.Controller):
    @http.route(
        "/deratix/webhook/<string:key>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY,
    )
    def webhook(self, key, **_ignored):
        """Another system tells of a change. Whoever has a wrong key or does not know the secret is
        told the same; who knows it is told that all is well, whatever was sent: a system that
        hears otherwise gives up after a while."""
        request = http.request
        try:
            body = request.httprequest.get_data(cache=False)
        except RequestEntityTooLarge:
            return request.make_response("", status=413)
        known = request.env["deratix.connection"]._receive_event(key, body)
        return request.make_response("", status=200 if known else 404)
