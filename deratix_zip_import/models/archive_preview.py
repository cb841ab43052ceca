from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ..pipeline.decisions import Decisions
from ..pipeline.entry_rows import NAME_OF_COLUMN
from ..pipeline.owner_search import OwnerSearch
from ..pipeline.preview_page import FILTERS, PreviewPage


class DeratixArchive(models.Model):
    """What the preview of an archive asks for and tells.

    Whoever may import documents decides about the files of the archives of their company. They
    have no other right for it, so each method checks this and then works as superuser.
    """

    _inherit = "deratix.archive"

    def action_preview(self):
        """Open the preview."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_zip_import.action_preview")
        return {
            **action,
            "name": self.env._("Preview of “%s”", self.name),
            "context": {"active_id": self.id},
        }

    def _for_preview(self):
        self._check_import_rights()
        return self.sudo().with_company(self.company_id)

    # -- reading ------------------------------------------------------------------------------

    def preview_head(self):
        """What is said of the archive as a whole, and what can be chosen from."""
        archive = self._for_preview()
        return {
            "name": archive.name,
            "state": archive.state,
            "done": archive.done_count,
            "total": archive.total,
            "message": archive.message or "",
            "file_removed": archive.file_removed,
            "counts": PreviewPage(archive).counts(),
            "types": [
                {"id": kind.id, "name": kind.name, "owner": kind.owner}
                for kind in self.env["deratix.document.type"].search([])
            ],
            "may_create_clients": self.env["res.partner"].has_access("create"),
        }

    def preview_files(self, chosen="all", term="", after=None, before=None):
        """A page of files; see ``PreviewPage.page``."""
        return PreviewPage(self._for_preview()).page(_known(chosen), term, after, before)

    def preview_search(self, column, term):
        """Clients, products or people of the company; see ``OwnerSearch.search``."""
        archive = self._for_preview()
        if column not in NAME_OF_COLUMN:
            raise UserError(self.env._("There is nothing to search for."))
        return OwnerSearch(archive.env, archive.company_id).search(column, str(term))

    # -- deciding -----------------------------------------------------------------------------

    def preview_decide(self, target, values, remember=None, shown=()):
        """Set values on files; see ``Decisions.decide``.

        :param target: ``{"reach": "file" | "folder" | "name" | "list", "entry_id": id}``, for a
            folder also ``"depth"`` (how many folders of the path of that file), for a list
            ``"chosen"`` and ``"term"``
        :param remember: ``{"scope", "text"}`` of the rule to learn
        :param shown: ids of the files on the page
        :return: what became of it, with ``counts`` and the ``rows`` of the files shown
        """
        archive = self._for_decision()
        where = archive._preview_where(target)
        result = Decisions(archive).decide(where, values, remember)
        return archive._preview_result(result, shown)

    def preview_accept(self, target, shown=()):
        archive = self._for_decision()
        result = Decisions(archive).accept(archive._preview_where(target))
        return archive._preview_result(result, shown)

    def preview_skip(self, target, shown=()):
        archive = self._for_decision()
        Decisions(archive).skip(archive._preview_where(target))
        return archive._preview_result({}, shown)

    def preview_reopen(self, target, shown=()):
        archive = self._for_decision()
        Decisions(archive).reopen(archive._preview_where(target))
        return archive._preview_result({}, shown)

    def preview_choose(self, target, choice, shown=()):
        """What becomes of duplicates: "skip", "both" or "version"."""
        archive = self._for_decision()
        Decisions(archive).choose(archive._preview_where(target), choice)
        return archive._preview_result({}, shown)

    def preview_plan(self):
        """How many files would be added, skipped and left, and how many clients created."""
        archive = self._for_preview()
        self.env["deratix.archive.entry"].flush_model()
        self.env.cr.execute(
            """
            SELECT count(*) FILTER (WHERE state = 'accepted') AS add,
                   count(*) FILTER (WHERE state = 'skipped') AS skip,
                   count(*) FILTER (WHERE state IN ('open', 'failed')) AS leave,
                   count(*) FILTER (WHERE state = 'refused') AS refused,
                   count(*) FILTER (WHERE state = 'accepted' AND duplicate_choice = 'version'
                                    AND duplicate_id IS NOT NULL) AS replace,
                   count(DISTINCT new_client) FILTER (WHERE state = 'accepted'
                                                      AND partner_id IS NULL) AS clients
            FROM deratix_archive_entry WHERE archive_id = %s
            """,
            [archive.id],
        )
        return self.env.cr.dictfetchone()

    def _for_decision(self):
        archive = self._for_preview()
        archive._check_reviewable()
        return archive

    def _preview_where(self, target):
        """The files that a decision reaches, as an ``SQL`` on the table ``e``."""
        reach = target.get("reach")
        if reach == "list":
            return PreviewPage(self).where(_known(target.get("chosen")), target.get("term"))
        entry = self.env["deratix.archive.entry"].search(
            [("id", "=", target.get("entry_id")), ("archive_id", "=", self.id)]
        )
        if not entry:
            raise UserError(self.env._("This file is not in the archive. Reload the page."))
        if reach == "name":
            return SQL("lower(e.name) = lower(%s)", entry.name)
        if reach == "folder":
            return SQL("e.path LIKE %s", f"{escape_psql(_folder(entry, int(target['depth'])))}%")
        return SQL("e.id = %s", entry.id)

    def _preview_result(self, result, shown):
        page = PreviewPage(self)
        return {**result, "counts": page.counts(), "rows": page.rows(list(shown))}


def _known(chosen):
    return chosen if chosen in FILTERS else "all"


def _folder(entry, depth):
    """The path of the first ``depth`` folders as it is written, with the slash at its end."""
    found, at = 0, 0
    while found < depth:
        part, slash, _rest = entry.path[at:].partition("/")
        if not slash:
            break
        at += len(part) + 1
        found += part not in ("", ".")
    return entry.path[:at]
