from odoo import api, fields, models
from odoo.exceptions import UserError

# Files of one folder that are shown at once.
FILES = 100


class DeratixArchive(models.Model):
    """What the page of an archive shows: numbers, progress, and its files as a tree."""

    _inherit = "deratix.archive"

    file_count = fields.Integer(string="Number of Files", compute="_compute_counts")
    refused_count = fields.Integer(string="Refused", compute="_compute_counts")
    file_size = fields.Float(
        string="Size, Unpacked (bytes)", digits=(20, 0), compute="_compute_counts"
    )
    notice_text = fields.Char(compute="_compute_notice_text")

    def _compute_counts(self):
        rows = self.env["deratix.archive.entry"]._read_group(
            [("archive_id", "in", self.ids)], ["archive_id", "state"], ["__count", "size:sum"]
        )
        files, refused, sizes = {}, {}, {}
        for archive, state, count, size in rows:
            if state == "refused":
                refused[archive.id] = count
            else:
                files[archive.id] = files.get(archive.id, 0) + count
                sizes[archive.id] = sizes.get(archive.id, 0) + size
        for archive in self:
            archive.file_count = files.get(archive.id, 0)
            archive.refused_count = refused.get(archive.id, 0)
            archive.file_size = sizes.get(archive.id, 0)

    @api.depends("notices")
    @api.depends_context("lang")
    def _compute_notice_text(self):
        for archive in self:
            texts = [
                archive._refusal_text(one["code"], one["params"]) for one in archive.notices or []
            ]
            archive.notice_text = " ".join(texts) or False

    # -- the tree ---------------------------------------------------------------------------------

    def get_folder(self, path="", offset=0):
        """What lies in one folder of the archive.

        :param path: of the folder; empty: the root
        :param offset: how many of its files are known already
        :return: ``{folders, files, more}``: folders as ``{name, path, files, refused, size}`` with
            all that lies below them, and none after the first call; files as ``{id, name, size,
            state, refused, text}``; how many files come after these
        """
        self.ensure_one()
        self.check_access("read")
        domain = [("archive_id", "=", self.id), ("folder", "=", path or "")]
        entries = self.env["deratix.archive.entry"]
        files = entries.search(domain, order="name, position", offset=offset, limit=FILES)
        return {
            "folders": [] if offset else self._folders_in(path or ""),
            "files": [
                {
                    "id": entry.id,
                    "name": entry.name,
                    "size": entry.size,
                    "refused": entry.state == "refused",
                    "text": entry.problem_text or "",
                }
                for entry in files
            ],
            "more": max(entries.search_count(domain) - offset - len(files), 0),
        }

    def _folders_in(self, path):
        prefix = f"{path}/" if path else ""
        self.env["deratix.archive.entry"].flush_model()
        self.env.cr.execute(
            """
            SELECT split_part(substr(folder, length(%(prefix)s) + 1), '/', 1) AS part,
                   count(*) FILTER (WHERE state != 'refused'),
                   count(*) FILTER (WHERE state = 'refused'),
                   coalesce(sum(size) FILTER (WHERE state != 'refused'), 0)
            FROM deratix_archive_entry
            WHERE archive_id = %(archive)s AND folder != ''
              AND left(folder, length(%(prefix)s)) = %(prefix)s
            GROUP BY part ORDER BY part
            """,
            {"prefix": prefix, "archive": self.id},
        )
        return [
            {
                "name": name,
                "path": prefix + name,
                "files": files,
                "refused": refused,
                "size": float(size),
            }
            for name, files, refused, size in self.env.cr.fetchall()
        ]

    # -- buttons ----------------------------------------------------------------------------------

    def action_refused(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refused"),
            "res_model": "deratix.archive.entry",
            "view_mode": "list,kanban",
            "domain": [("archive_id", "=", self.id), ("state", "=", "refused")],
        }

    def action_remove(self):
        """Remove the archive, its file and its list of files. Its documents stay."""
        for archive in self:
            archive._check_import_rights()
        if any(archive._is_active() for archive in self):
            raise UserError(self.env._("Cancel the work on it first."))
        self.sudo().unlink()
        return self.env["ir.actions.actions"]._for_xml_id("deratix_zip_import.action_archive")
