from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class DeratixMultipassPairing(models.Model):
    """One person in both systems, confirmed by an administrator. Nothing else signs anyone in."""

    _name = "deratix.multipass.pairing"
    _description = "Confirmed Pairing"
    _order = "connection_id, id"
    _rec_name = "user_id"

    external_user_id = fields.Many2one(
        "deratix.external.user", string="User There", required=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    connection_id = fields.Many2one(
        related="external_user_id.connection_id", store=True, precompute=True
    )
    company_id = fields.Many2one(related="external_user_id.company_id", store=True)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    confirmed_at = fields.Datetime(readonly=True, required=True)

    _external_unique = models.Constraint(
        "UNIQUE (external_user_id)", "This user of the other system is paired already."
    )
    _user_unique = models.Constraint(
        "UNIQUE (connection_id, user_id)", "This user is paired in this connection already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Confirm pairings, as the user of the environment; raises ``AccessError`` when that is
        no administrator, and ``ValidationError`` for people who must not be paired."""
        self._check_administrator()
        confirmed = {"confirmed_by_id": self.env.uid, "confirmed_at": fields.Datetime.now()}
        pairings = super().create([{**vals, **confirmed} for vals in vals_list])
        pairings._check_people()
        for pairing in pairings:
            pairing._note("confirmed")
        return pairings

    def write(self, vals):
        # The one who confirmed it did so for these two.
        self._refuse_change()
        return super().write(vals)

    def _refuse_change(self):
        if self:
            raise AccessError(
                self.env._("A pairing is not changed. Withdraw it and confirm another one.")
            )

    @api.ondelete(at_uninstall=False)
    def _note_withdrawal(self):
        for pairing in self:
            pairing._note("withdrawn")

    @api.model
    def _check_administrator(self):
        # Asked of the user, whatever the rights of the code: to pair is to hand over an account.
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Pairings are confirmed by administrators of the settings only.")
            )

    def _check_people(self):
        for pairing in self:
            problem = pairing._problem()
            if problem:
                raise ValidationError(problem)
            user, other = pairing.user_id, pairing.external_user_id
            if user.login != other.login or user.email != other.email:
                raise ValidationError(
                    self.env._(
                        "%s cannot be paired: login and e-mail have to be the same in both "
                        "systems, letter for letter.",
                        user.name,
                    )
                )

    def _problem(self):
        """Why these two may not sign in, as a sentence, or ``None``."""
        self.ensure_one()
        reason = self._obstacle()
        name = self.user_id.name
        return {
            None: None,
            "user": self.env._("%s is no user who signs in to Odoo as an employee.", name),
            "inactive": self.env._("%s is archived in one of the two systems.", name),
            "company": self.env._("%s may not work in the company of this connection.", name),
        }[reason]

    def _obstacle(self):
        """``user``, ``inactive``, ``company`` or ``None``: asked when a pairing is confirmed and
        again at every sign-in."""
        self.ensure_one()
        pairing = self.sudo().with_context(active_test=False)
        user = pairing.user_id
        if user._is_superuser() or user.share or not user._is_internal():
            return "user"
        if user in self._never():
            return "user"
        if not (user.active and pairing.external_user_id.active):
            return "inactive"
        if pairing.company_id not in user.company_ids:
            return "company"
        return None

    @api.model
    def _never(self):
        """The superuser, the public user and the templates of new users."""
        names = ("base.user_root", "base.public_user", "base.template_portal_user_id")
        number = self.env["ir.model.data"]._xmlid_to_res_id
        return self.env["res.users"].sudo().browse(filter(None, map(number, names)))

    def _is_privileged(self):
        """Whether the user could give rights to others or to themselves."""
        self.ensure_one()
        user = self.user_id.sudo()
        return user.has_group("base.group_system") or user.has_group("base.group_erp_manager")

    def _note(self, outcome, **values):
        self.ensure_one()
        self.env["deratix.multipass.event"]._note(
            self.connection_id, outcome, pairing=self, **values
        )
