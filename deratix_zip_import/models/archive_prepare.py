from odoo import api, models

from ..pipeline.zip_stream import folder_name


class DeratixArchive(models.Model):
    """An archive of empty folders, one for each client, to be filled and sent back."""

    _inherit = "deratix.archive"

    @api.model
    def _skeleton_folders(self):
        """The folders' paths, each with a slash at its end, by name.

        The registration number in the name makes the client certain. Clients with the same name
        and without a number share a folder: nothing in a path could tell them apart.
        """
        clients = self.env["res.partner"].search_fetch(
            [
                ("parent_id", "=", False),
                ("partner_share", "=", True),
                ("company_id", "in", (False, self.env.company.id)),
            ],
            ["name", "company_registry"],
            order="name, id",
        )
        names = (folder_name(client.name, client.company_registry) for client in clients)
        # Some file systems do not tell capital letters from small ones.
        return list({name.casefold(): f"{name}/" for name in names if name}.values())
