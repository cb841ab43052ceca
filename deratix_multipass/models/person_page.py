from odoo import api, fields, models
from odoo.addons.deratix_integrations.models.notice import notice
from odoo.exceptions import UserError


class DeratixMultipassPerson(models.Model):
    _inherit = "deratix.multipass.person"

    here = fields.Text(string="In Odoo", compute="_compute_accounts")
    there = fields.Text(compute="_compute_accounts")
    advice = fields.Text(string="What to Do", compute="_compute_advice")

    @api.depends("login_here", "email_here", "login_there", "email_there")
    def _compute_accounts(self):
        """The login, and the e-mail below it where that is another one."""
        for person in self:
            person.here = _account(person.login_here, person.email_here)
            person.there = _account(person.login_there, person.email_there)

    @api.depends_context("lang")
    @api.depends("status")
    def _compute_advice(self):
        # Whoever sees the row may read why somebody is archived.
        here, there = self.sudo().user_id, self.sudo().external_user_id
        (here.mapped("active"), there.mapped("missing_since"))
        for person in self:
            person.advice = person.sudo()._advice()

    def _advice(self):
        """What is to be mended and where, or "" for who is paired as it should be."""
        there = self.connection_id.name
        if self.status == "paired":
            return ""
        if self.status == "proposed":
            return self.env._("Login and e-mail are the same in both. Confirm if it is one person.")
        if self.status == "email":
            return self.env._(
                "Give this person the same e-mail in Odoo or in %s, then update the list.", there
            )
        if self.status == "login":
            return self.env._(
                "Give this person the same login in Odoo or in %s, then update the list.", there
            )
        if self.status == "only_here":
            return self.env._(
                "Nobody in %(system)s has this login or e-mail. Add a user with both there, then "
                "update the list.",
                system=there,
            )
        if self.status == "only_there":
            return self.env._(
                "Nobody in Odoo has this login or e-mail. Add a user with both in Odoo, or leave "
                "it as it is."
            )
        if self.status == "ambiguous":
            return self.env._(
                "Several people have this login or e-mail. Give each of them their own, then "
                "update the list."
            )
        return self._advice_archived(there)

    def _advice_archived(self, there):
        missing = self.external_user_id.missing_since
        if missing:
            return self.env._(
                "Not in the list of %(system)s since %(date)s: cannot sign in any more.",
                system=there,
                date=fields.Date.to_string(fields.Datetime.context_timestamp(self, missing)),
            )
        if not self.external_user_id.active:
            return self.env._("Switched off in %s: cannot sign in any more.", there)
        return self.env._("Archived in Odoo: cannot sign in any more.")

    def action_confirm(self):
        """Pair those that are to be confirmed, and tell how many. Administrators only."""
        self.env["deratix.multipass.pairing"]._check_administrator()
        others = self.filtered(lambda person: person.status != "proposed")
        if others:
            raise UserError(
                self.env._(
                    "%(name)s cannot be confirmed: the state is “%(state)s”. Choose those only "
                    "that are to be confirmed.",
                    name=others[0].name,
                    state=dict(self._fields["status"]._description_selection(self.env))[
                        others[0].status
                    ],
                )
            )
        pairings = self._confirm()
        return self._told(self.env._("Pairings confirmed: %s", len(pairings)))

    def action_withdraw(self):
        """End the pairings; from then on nobody signs in by them. Administrators only."""
        self.env["deratix.multipass.pairing"]._check_administrator()
        pairings = self.pairing_id
        if not pairings:
            raise UserError(self.env._("None of them is paired."))
        count = len(pairings)
        pairings.unlink()
        return self._told(self.env._("Pairings withdrawn: %s", count))

    def action_open_user(self):
        """The user in Odoo, where there is one."""
        self.ensure_one()
        return self.user_id and {
            "type": "ir.actions.act_window",
            "res_model": "res.users",
            "res_id": self.user_id.id,
            "views": [(False, "form")],
        }

    def _told(self, message):
        self.env["deratix.multipass.person"].invalidate_model()
        return notice(message)


def _account(login, email):
    return "\n".join(dict.fromkeys(filter(None, (login, email))))
