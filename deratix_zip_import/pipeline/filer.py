"""Making documents of the accepted files of an archive."""

import logging

from odoo.addons.deratix_integrations.pipeline.halving import work_or_halve
from odoo.addons.deratix_integrations.pipeline.sql import update_rows
from odoo.exceptions import UserError

from ..archive.reasons import Refusal
from .entry_rows import owner_column
from .owner_search import OwnerSearch

_logger = logging.getLogger(__name__)

# No mails, notes or tracking for each of thousands of documents; pictures stay as they are.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "image_no_postprocess": True,
}

# What is written to an entry that became a document.
_FILED = {"id": "integer", "state": "varchar", "document_id": "integer", "message": "varchar"}


class Filer:
    """Makes documents of the entries of one archive."""

    def __init__(self, archive):
        self.archive = archive
        self.env = archive.env(context={**archive.env.context, **QUIET})
        self.documents = self.env["deratix.document"].with_company(archive.company_id)
        self._owners = OwnerSearch(self.env, archive.company_id)

    def file_all(self, entries, contents):
        """File entries; one that fails keeps its message and sinks no other.

        :param contents: ``{position: bytes}``, or the `Refusal` of a file that cannot be taken
        """
        ready = []
        for entry in self._set_aside(entries):
            refusal = contents[entry.position]
            if isinstance(refusal, Refusal):
                text = self.archive._refusal_text(refusal.code, refusal.params)
                entry.write({"state": "failed", "message": text})
            else:
                ready.append(entry)
        work_or_halve(
            self.env.cr,
            ready,
            lambda some: self._create(some, contents),
            lambda entry, error: entry.write(
                {"state": "failed", "message": self._plain_error(error)}
            ),
        )

    # -- what changed since the preview -------------------------------------------------------

    def _set_aside(self, entries):
        """Skip the duplicates that are to be skipped and leave to a person what is not any more
        as it was in the preview; returns the rest."""
        skipped = entries.filtered(
            lambda entry: entry.duplicate_kind and entry.duplicate_choice == "skip"
        )
        skipped.write({"state": "skipped", "message": self.env._("It exists already.")})
        appeared = self._appeared(entries - skipped)
        fitting = self._fitting_owners(entries - skipped)
        rest = entries.browse()
        for entry in entries - skipped:
            problem = self._changed(entry, fitting) or appeared.get(entry.checksum)
            if problem:
                entry.write({"state": "open", "message": problem})
            else:
                rest |= entry
        return rest

    def _fitting_owners(self, entries):
        """``{column: records}`` of those to whom a document may still belong."""
        return {
            column: self._owners.fitting(some.mapped(column), column)
            for column, some in entries.grouped(owner_column).items()
        }

    def _changed(self, entry, fitting):
        if not entry.type_id.active:
            return self.env._("The type was archived. Choose another one.")
        column = owner_column(entry)
        owner = entry[column]
        if not owner and not entry.new_client:
            return self.env._("It is not known any more to whom this belongs. Choose anew.")
        if owner and owner not in fitting[column]:
            return self.env._("“%s” was archived. Choose another one.", owner.display_name)
        return None

    def _appeared(self, entries):
        """``{checksum: message}`` of documents filed since duplicates were looked for."""
        unsuspected = entries.filtered(
            lambda entry: entry.duplicate_choice not in ("both", "version")
        )
        same = self.documents.with_context(active_test=False).search(
            [
                ("company_id", "=", self.archive.company_id.id),
                ("checksum", "in", unsuspected.mapped("checksum")),
            ]
        )
        text = self.env._("The same file was filed in the meantime.")
        return dict.fromkeys(same.mapped("checksum"), text)

    # -- filing -------------------------------------------------------------------------------

    def _create(self, entries, contents):
        self._create_clients(entries)
        documents = self.documents.create([self._document_values(entry) for entry in entries])
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": entry.name,
                    "raw": contents[entry.position],
                    "mimetype": entry.mimetype,
                    "res_model": "deratix.document",
                    "res_id": document.id,
                    "company_id": document.company_id.id,
                }
                for entry, document in zip(entries, documents, strict=True)
            ]
        )
        self._link(entries, documents, attachments)
        for entry, document in zip(entries, documents, strict=True):
            if entry.duplicate_choice == "version" and entry.duplicate_id:
                entry.duplicate_id.write({"state": "replaced", "replaced_by_id": document.id})
        self.env.flush_all()
        return list(documents)

    def _link(self, entries, documents, attachments):
        """Note where each file went, in one statement for each table."""
        self.env.flush_all()
        linked = list(zip(entries, documents, attachments, strict=True))
        update_rows(
            self.env.cr,
            "deratix_document",
            {"id": "integer", "attachment_id": "integer"},
            [{"id": document.id, "attachment_id": file.id} for _entry, document, file in linked],
        )
        update_rows(
            self.env.cr,
            "deratix_archive_entry",
            _FILED,
            [
                {"id": entry.id, "state": "imported", "document_id": document.id, "message": None}
                for entry, document, _file in linked
            ],
        )
        documents.invalidate_recordset(["attachment_id"], flush=False)
        entries[0].invalidate_model(list(_FILED)[1:], flush=False)

    def _document_values(self, entry):
        owner = entry.type_id.owner
        return {
            "name": entry.name.rpartition(".")[0] or entry.name,
            "company_id": self.archive.company_id.id,
            "type_id": entry.type_id.id,
            "partner_id": entry.partner_id.id,
            "product_id": entry.product_id.id if owner == "product" else False,
            "user_id": entry.user_id.id if owner == "user" else False,
            "date_from": entry.date_from,
            "date_to": entry.date_to,
            "granularity": entry.granularity,
            "valid_until": entry.valid_until,
            "checksum": entry.checksum,
            "archive_id": self.archive.id,
            "source_path": entry.path,
        }

    def _create_clients(self, entries):
        """Create the clients that somebody asked for, one for each name in the archive."""
        names = dict.fromkeys(
            entry.new_client.strip()
            for entry in entries
            if entry.new_client and not entry.partner_id
        )
        if not names:
            return
        partners = self.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "company_id": self.archive.company_id.id}
                for name in names
            ]
        )
        self.archive.new_partner_ids |= partners
        for name, partner in zip(names, partners, strict=True):
            self.archive.entry_ids.filtered(
                lambda entry, name=name: entry.new_client and entry.new_client.strip() == name
            ).write({"partner_id": partner.id, "new_client": False})

    def _plain_error(self, error):
        if isinstance(error, UserError):
            return str(error)
        _logger.error("A file of archive %s could not be filed", self.archive.id, exc_info=error)
        return self.env._(
            "The file could not be filed (%s). The server log has the details.",
            type(error).__name__,
        )
