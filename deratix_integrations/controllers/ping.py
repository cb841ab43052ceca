from odoo import http


class Ping(http.Controller):
    @http.route("/deratix/ping", type="http", auth="none", save_session=False, readonly=True)
    def ping(self):
        """Tells the browser that Odoo can be reached. Nothing else."""
        return http.request.make_response("", [("Cache-Control", "no-store")])
