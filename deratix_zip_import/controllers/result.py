import tempfile
from contextlib import ExitStack

from odoo import http
from odoo.addons.deratix_integrations.controllers.answers import PRIVATE
from odoo.http import Response, content_disposition, request

from ..pipeline.result_csv import ResultCsv
from .rights import check_may_import

_PIECE = 256 * 1024


class ArchiveResult(http.Controller):
    @http.route(
        "/deratix/archive/<int:archive_id>/result.csv", type="http", auth="user", methods=["GET"],
        readonly=True,
    )  # fmt: skip
    def result(self, archive_id):
        """What became of the files of an archive, as CSV. 404 where the user may not see it."""
        check_may_import()
        archive = request.env["deratix.archive"].search([("id", "=", archive_id)])
        if not archive:
            raise request.not_found()
        # Through a file: the list is whole before the answer begins, and never in memory as one.
        with ExitStack() as opened:
            file = opened.enter_context(tempfile.TemporaryFile())
            ResultCsv(archive).write_to(file)
            opened = opened.pop_all()
        size = file.tell()
        file.seek(0)
        name = f"{archive.name.removesuffix('.zip')}.csv"
        response = Response(
            iter(lambda: file.read(_PIECE), b""),
            headers=[
                *PRIVATE,
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Length", size),
                ("Content-Disposition", content_disposition(name)),
            ],
            direct_passthrough=True,
        )
        response.call_on_close(opened.close)
        return response
