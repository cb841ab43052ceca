from odoo import http
from odoo.http import content_disposition, request

from ..pipeline.error_text import error_text
from ..pipeline.exchanges import store_entries
from ..pipeline.secret_keys import SecretUnreadable
from ..providers.base import EntryList, ProviderError
from .answers import PRIVATE, sentence


class InvoicePdf(http.Controller):
    @http.route("/deratix/invoice/<int:invoice_id>/pdf", type="http", auth="user")
    def pdf(self, invoice_id):
        """The document as the other system prints it now; nothing of it is kept here.

        404 where the user may not see the document, 502 with a sentence when it does not come.
        """
        invoice = request.env["deratix.invoice"].search([("id", "=", invoice_id)])
        if not invoice:
            raise request.not_found()
        connection = invoice.connection_id.sudo()
        entries = EntryList()
        try:
            content = connection._provider(entries).invoice_pdf(invoice.external_id)
        except ProviderError as error:
            return sentence(error_text(request.env, error), 502)
        except SecretUnreadable as error:
            return sentence(str(error), 502)
        finally:
            store_entries(connection.env, connection.id, entries.take())
        name = f"{(invoice.number or invoice.external_id).replace('/', '-')}.pdf"
        return request.make_response(
            content,
            [
                *PRIVATE,
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name, "inline")),
            ],
        )
