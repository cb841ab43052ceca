from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from ..models.archive_upload import CHUNK


class ArchiveUpload(http.Controller):
    @http.route(
        "/deratix/archive/<int:archive_id>/chunk",
        type="http",
        auth="user",
        methods=["POST"],
        # The token is checked below: it comes in a header, so that no log keeps it.
        csrf=False,
        max_content_length=CHUNK,
    )
    def chunk(self, archive_id, offset):
        """Take a piece of an archive: its raw bytes are the body of the request.

        ``offset`` is its first byte; the headers ``X-Deratix-Csrf`` and ``X-Deratix-Digest`` carry
        the token of the session and the SHA-256 of the piece in hexadecimal. Answers with JSON:
        ``{received, error, message}``, see ``_take_chunk``.
        """
        headers = request.httprequest.headers
        if not request.validate_csrf(headers.get("X-Deratix-Csrf")):
            return self._refuse(
                403, "session", request.env._("The page is out of date. Reload it.")
            )
        if not offset.isdecimal() or len(offset) > 15:
            return self._refuse(400, "offset", request.env._("The page is out of date. Reload it."))
        archive = request.env["deratix.archive"].search([("id", "=", archive_id)])
        if not archive:
            return self._refuse(404, "gone", request.env._("This upload is not here any more."))
        # Kept with the request, the bytes would lie in memory until the garbage is collected.
        content = request.httprequest.get_data(cache=False)
        if len(content) != (request.httprequest.content_length or 0):
            # Odoo does a request again that met another one, and the body is read by then.
            return self._answer(*archive._chunk_lost())
        try:
            status, answer = archive._take_chunk(
                int(offset), content, headers.get("X-Deratix-Digest", "")
            )
        except AccessError as error:
            return self._refuse(403, "access", str(error))
        return self._answer(status, answer)

    def _refuse(self, status, error, message):
        return self._answer(status, {"received": None, "error": error, "message": message})

    @staticmethod
    def _answer(status, answer):
        headers = [("Cache-Control", "no-store")]
        return request.make_json_response(answer, headers=headers, status=status)
