import binascii
from base64 import b64decode
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..multipass.people import NoList, read_people
from ..pipeline.people_text import list_text, row_text
from ..pipeline.people_update import PeopleUpdate

_SHOWN = ("login", "email", "name")


class DeratixPeopleImport(models.TransientModel):
    """A list of the other system's users: pasted or uploaded, looked at, and then taken over."""

    _name = "deratix.people.import"
    _description = "List of Users"

    connection_id = fields.Many2one(
        "deratix.connection",
        string="System",
        required=True,
        domain=[("multipass_ids", "!=", False)],
        default=lambda self: self._default_connection(),
    )
    content = fields.Text(string="Pasted List")
    # Not kept in the file store, which is cleaned later than this.
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        [("input", "List"), ("preview", "Preview")], default="input", required=True, readonly=True
    )
    line_ids = fields.One2many("deratix.people.import.line", "wizard_id", readonly=True)
    # Of what was shown: nothing else is written.
    digest = fields.Char(readonly=True)
    is_outdated = fields.Boolean(readonly=True)
    bad_count = fields.Integer(readonly=True)
    new_count = fields.Integer(readonly=True)
    changed_count = fields.Integer(readonly=True)
    gone_count = fields.Integer(readonly=True)
    same_count = fields.Integer(readonly=True)
    unpaired_count = fields.Integer(readonly=True)
    write_count = fields.Integer(compute="_compute_write_count")

    @api.depends("new_count", "changed_count", "gone_count")
    def _compute_write_count(self):
        for wizard in self:
            wizard.write_count = wizard.new_count + wizard.changed_count + wizard.gone_count

    @api.model
    def _default_connection(self):
        found = self.env["deratix.connection"].search([("multipass_ids", "!=", False)], limit=2)
        return found if len(found) == 1 else False

    def action_preview(self):
        """Show what the list would change; nothing is written."""
        self.ensure_one()
        self._show(self._update())
        return self._again()

    def action_back(self):
        """Back to the list, as it was given."""
        self.ensure_one()
        self.write({"state": "input", "line_ids": [Command.clear()], "is_outdated": False})
        return self._again()

    def action_apply(self):
        """Write what the preview shows; shows it anew if it would be something else by now."""
        self.ensure_one()
        update = self._update()
        if self.state != "preview" or update.digest() != self.digest:
            self._show(update)
            self.is_outdated = True
            return self._again()
        update.apply()
        message = self.env._(
            "List of users updated: %(new)s new, %(changed)s changed, %(gone)s gone.",
            new=self.new_count,
            changed=self.changed_count,
            gone=self.gone_count,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _update(self):
        """The list against what is known; raises ``UserError`` for what is no list."""
        self.connection_id.check_access("read")
        self.env["deratix.external.user"].check_access("write")
        try:
            return PeopleUpdate(self.connection_id, read_people(self._given()))
        except NoList as no_list:
            raise UserError(list_text(self.env, no_list)) from None

    def _given(self):
        pasted = (self.content or "").strip("\r\n")
        if bool(pasted.strip()) == bool(self.file):
            raise UserError(self.env._("Paste a list or choose a file: one of the two."))
        if not self.file:
            return pasted
        try:
            return b64decode(self.file)
        except (binascii.Error, ValueError):
            raise UserError(self.env._("The file did not arrive whole. Choose it again.")) from None

    def _show(self, update):
        counts = Counter(change.action for change in update.changes)
        ending = update.unpaired().external_user_id
        self.write(
            {
                "state": "preview",
                "digest": update.digest(),
                "is_outdated": False,
                "line_ids": [Command.clear()],
                "bad_count": len(update.bad),
                "new_count": counts["new"],
                "changed_count": counts["changed"] + counts["back"],
                "gone_count": counts["gone"],
                "same_count": counts["same"],
                "unpaired_count": len(ending),
            }
        )
        lines = [
            {
                "line": bad.line,
                "action": "bad",
                "login": bad.login,
                "detail": row_text(self.env, bad),
            }
            for bad in update.bad
        ]
        lines += [self._line(change, change.user_id in ending.ids) for change in update.writes]
        self.env["deratix.people.import.line"].create(
            [{**line, "wizard_id": self.id, "sequence": at} for at, line in enumerate(lines)]
        )

    def _line(self, change, ends):
        told = [] if change.action == "new" else self._differences(change)
        if change.action == "gone":
            told.insert(0, self.env._("Not in the list: cannot sign in any more."))
        elif change.action == "back":
            told.insert(0, self.env._("In the list again."))
        if ends:
            told.append(self.env._("The pairing ends: it may be somebody else."))
        shown = {name: change.values.get(name, change.known.get(name)) for name in _SHOWN}
        return {"line": change.line, "action": change.action, "detail": " ".join(told), **shown}

    def _differences(self, change):
        labels = self.env["deratix.external.user"].fields_get(list(change.values), ["string"])
        return [
            self.env._(
                "%(field)s: %(old)s → %(new)s.",
                field=labels[name]["string"],
                old=self._word(change.known[name]),
                new=self._word(value),
            )
            for name, value in change.values.items()
            if not (name == "active" and change.action == "gone")
        ]

    def _word(self, value):
        if isinstance(value, str):
            return value
        return self.env._("yes") if value else self.env._("no")

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("List of Users"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
