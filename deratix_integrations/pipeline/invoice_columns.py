"""The columns of ``deratix.invoice`` from a document, whoever read or made it."""

from .departments import department_ids
from .invoice_lines import column_values
from .invoice_money import Money


class DocumentColumns:
    """Makes the columns of documents of one connection.

    :param env: as superuser, with the company allowed
    """

    def __init__(self, env, connection):
        self.connection = connection
        self.company = connection.company_id
        self.money = Money(env, self.company)
        self.kinds = env["deratix.document.kind"]._catalogue(connection.provider)
        self._departments = {}

    def note_departments(self, documents):
        """Look up the departments of documents, all at once, before ``make`` is asked for them."""
        refs = {document["department_id"] for document in documents}
        self._departments |= department_ids(self.connection, refs - set(self._departments))

    def make(self, external_id, document, fingerprint):
        """The columns of a document as ``invoice_lines.document_values`` gives it, without those
        of partner and corrected document. Raises ``NoRate``."""
        columns = column_values(document)
        currency = self.money.currency(document["currency"])
        day = columns["issued_on"] or columns["sold_on"]
        return columns | {
            "connection_id": self.connection.id,
            "company_id": self.company.id,
            "external_id": external_id,
            "kind_id": self.kinds[document["kind"]].id,
            "currency_id": currency.id,
            "department_ref": document["department_id"] or False,
            "department_id": self._departments.get(document["department_id"], False),
            "user_ref": document["user_id"] or False,
            "fingerprint": fingerprint,
            **{
                f"{key}_company": self.money.in_company_currency(columns[key], currency, day)
                for key in ("net", "gross", "paid")
            },
        }
