from odoo import api, fields, models

from ..pipeline import keys


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "deratix.linked.mixin"]

    deratix_tax_number = fields.Char(
        string="Tax Number",
        help="A national tax number that is no VAT number, such as the Slovak DIČ.",
    )
    deratix_currency_id = fields.Many2one(
        "res.currency",
        string="Invoicing Currency",
        help="The currency in which the invoicing system addresses documents to this client.",
    )
    deratix_discount = fields.Float(
        string="Discount (%)",
        help="The discount that the invoicing system grants this client.",
    )

    # Not shown. Odoo looks up a client's leads whenever its phone or e-mail is written; through
    # this field it does so for a whole batch at once.
    deratix_lead_ids = fields.One2many("crm.lead", "partner_id", string="Leads of an Import")

    # What clients are found by, one page of an import at a time. Those on an expression have no
    # WHERE: PostgreSQL uses the statistics of an expression from whole indexes only, and without
    # them it reads all partners.
    _deratix_number_idx = models.Index(f"(({keys.number_key('company_registry')}))")
    _deratix_vat_idx = models.Index(f"(({keys.alnum_key('vat')}))")
    _deratix_email_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _deratix_phone_idx = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")
    _deratix_place_idx = models.Index(f"(({keys.alnum_key('zip')}), ({keys.start_key('name')}))")

    @api.model
    def _commercial_fields(self):
        return [
            *super()._commercial_fields(),
            "deratix_tax_number",
            "deratix_currency_id",
            "deratix_discount",
        ]

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._touch_owners()
        return partners

    def write(self, vals):
        self._touch_owners()
        result = super().write(vals)
        if "parent_id" in vals or "type" in vals:
            self._touch_owners()
        return result

    def unlink(self):
        self._touch_owners()
        return super().unlink()

    def _touch_owners(self):
        """A delivery address belongs to what is kept the same outside, but writing it does not
        move the write date of the client."""
        deliveries = self.filtered(lambda partner: partner.type == "delivery")
        deliveries.parent_id._touch()

    def _touch(self):
        """Have the links of these clients compared again."""
        if self and not self.env.context.get("deratix_quiet"):
            self.env.cr.execute(
                "UPDATE deratix_binding SET touched = true "
                "WHERE model = 'res.partner' AND res_id = ANY(%s) AND touched IS NOT TRUE",
                [self.ids],
            )
            self.env["deratix.binding"].invalidate_model(["touched"])

    def _commercial_sync_to_descendants(self, fields_to_sync=None):
        """Odoo writes to all addresses of a client whatever was written to the client, and be it
        nothing, which moves their write dates: those that are linked would be compared again."""
        if fields_to_sync is not None and not fields_to_sync:
            return None
        return super()._commercial_sync_to_descendants(fields_to_sync)

    def _message_log(self, **kwargs):
        """An import keeps its own log; a note in the chatter for each bank account that it adds
        would cost more than the account itself."""
        if self.env.context.get("deratix_quiet"):
            return self.env["mail.message"]
        return super()._message_log(**kwargs)

    @api.model
    def _run_vat_checks(self, country, vat, partner_name="", validation="error"):
        """Odoo asks the same of one number several times while a client is created; a batch
        remembers the answers in the dict that its context carries."""
        answers = self.env.context.get("deratix_vat_answers")
        if answers is None:
            return super()._run_vat_checks(country, vat, partner_name, validation)
        # Without validation the answer is the same whatever is to happen to an invalid number.
        key = (country.id, vat, validation and not self.env.context.get("no_vat_validation"))
        if key not in answers:
            answers[key] = super()._run_vat_checks(country, vat, partner_name, validation)
        return answers[key]
