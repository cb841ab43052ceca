"""Documents that were made from an opportunity belong to it, whoever reads them first."""

from markupsafe import Markup

from .references import read_reference


def attachments(env, connection, references):
    """Where documents with these keys belong.

    :param references: the order numbers of documents that are not stored yet
    :return: ``{key: columns of deratix.invoice}`` for the keys that this database gave out. The
        document of an opportunity that is gone makes no other one.
    """
    read = {text: found for text in references if (found := read_reference(env, text))}
    if not read:
        return {}
    intents = env["deratix.intent"].search(
        [("connection_id", "=", connection.id), ("reference", "in", list(read))]
    )
    # The opportunity may have been merged into another one since.
    leads = {text: found.lead_id for text, found in read.items()}
    leads |= {intent.reference: intent.res_id for intent in intents}
    existing = env["crm.lead"].browse(set(leads.values())).exists()
    ours = existing.filtered(lambda lead: lead.company_id in (lead.browse(), connection.company_id))
    own = set(ours.ids)
    return {
        text: {"lead_id": lead_id, "from_lead": True} if lead_id in own else {"lead_gone": True}
        for text, lead_id in leads.items()
    }


def settle_intents(env, connection, references):
    """These documents are stored: nobody has to look for them any more."""
    env["deratix.intent"].search(
        [("connection_id", "=", connection.id), ("reference", "in", references)]
    ).unlink()


def note_documents(env, invoices):
    """Tell on the opportunities that a document was made from them."""
    leads = invoices.lead_id
    bodies = {
        invoice.lead_id.id: env._(
            "%(document)s was created in %(system)s: %(link)s",
            document=invoice.display_name,
            system=invoice.connection_id.name,
            link=Markup("<a href='%(link)s' target='_blank'>%(text)s</a>")
            % {"link": invoice.link, "text": env._("Open There")},
        )
        for invoice in invoices
    }
    leads._message_log_batch(bodies=bodies)
