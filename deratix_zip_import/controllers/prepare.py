from odoo import http
from odoo.addons.deratix_integrations.controllers.answers import PRIVATE
from odoo.http import Response, content_disposition, request

from ..pipeline.sample import sample_files
from ..pipeline.zip_stream import zip_stream
from .rights import check_may_import


class ArchivePrepare(http.Controller):
    @http.route("/deratix/archive/sample", type="http", auth="user", methods=["GET"])
    def sample(self):
        """An archive that shows the layouts."""
        check_may_import()
        return self._zip("deratix-sample.zip", sample_files())

    @http.route("/deratix/archive/skeleton", type="http", auth="user", methods=["GET"])
    def skeleton(self):
        """An empty folder for each client of the company that is chosen in the browser."""
        check_may_import()
        chosen = request.httprequest.cookies.get("cids", "").split("-")[0]
        allowed = request.env.user.company_ids
        company = allowed.filtered(lambda one: str(one.id) == chosen) or request.env.company
        archives = request.env["deratix.archive"].with_company(company)
        archives = archives.with_context(allowed_company_ids=company.ids)
        # Read before the answer begins: the database is not at hand while it is sent.
        folders = archives._skeleton_folders()
        return self._zip("deratix-clients.zip", ((folder, b"") for folder in folders))

    @staticmethod
    def _zip(name, items):
        return Response(
            zip_stream(items),
            headers=[
                *PRIVATE,
                ("Content-Type", "application/zip"),
                ("Content-Disposition", content_disposition(name)),
            ],
            direct_passthrough=True,
        )
