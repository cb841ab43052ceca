from contextlib import ExitStack

from odoo import http
from odoo.addons.deratix_integrations.controllers.answers import PRIVATE, sentence
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..archive.reasons import ArchiveError
from ..pipeline.entry_content import entry_content
from ..pipeline.preview_page import SHOWN_AS
from ..pipeline.refusal_text import refusal_text
from .rights import check_may_import

_PIECE = 256 * 1024
# What is in an archive comes from strangers: nothing of it may run, load or be framed elsewhere.
_GUARD = [
    *PRIVATE,
    (
        "Content-Security-Policy",
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
        "frame-ancestors 'self'",
    ),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
]


class EntryContent(http.Controller):
    @http.route(
        "/deratix/archive/entry/<int:entry_id>", type="http", auth="user", methods=["GET"],
        readonly=True,
    )  # fmt: skip
    def content(self, entry_id, download=None):
        """One file of an archive, as it would be imported.

        Shown in the browser are PDF, pictures and plain text alone, told by the content and never
        by the name; everything else is downloaded. 404 where the user may not see it, 422 with a
        sentence when the file cannot be taken out of the archive.
        """
        check_may_import()
        entry = request.env["deratix.archive.entry"].search([("id", "=", entry_id)])
        if not entry:
            raise request.not_found()
        if entry.state == "refused":
            text = request.env._("This file is refused and is not shown.")
            return sentence(text, 422, _GUARD)
        opened = ExitStack()
        try:
            file, found = opened.enter_context(entry_content(entry.archive_id.sudo(), entry))
        except ArchiveError as error:
            text = refusal_text(request.env, error.refusal.code, error.refusal.params)
            return sentence(text, 422, _GUARD)
        except UserError as error:
            return sentence(str(error), 422, _GUARD)
        response = request.make_response(
            iter(lambda: file.read(_PIECE), b""), self._headers(entry, file, found, download)
        )
        response.call_on_close(opened.close)
        return response

    @staticmethod
    def _headers(entry, file, found, download):
        shown_as = SHOWN_AS.get(found.content.mime)
        kind = found.content.mime if shown_as in ("pdf", "image") else "application/octet-stream"
        if shown_as == "text":
            kind = f"text/plain; charset={_charset(file)}"
        place = "inline" if shown_as and not download else "attachment"
        name = entry.path.rpartition("/")[2]
        return [
            *_GUARD,
            ("Content-Type", kind),
            ("Content-Length", found.size),
            ("Content-Disposition", content_disposition(name, place)),
        ]


def _charset(file):
    """UTF-8 when the beginning is; else what Windows writes in Central Europe."""
    head = file.read(_PIECE)
    file.seek(0)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # The last letter of the piece may be cut off.
        return "utf-8" if error.start > len(head) - 4 else "windows-1250"
    return "utf-8"
