from babel.dates import format_timedelta
from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse, get_lang


class DeratixCard(models.Model):
    """What a card tells of the webhooks."""

    _inherit = "deratix.card"

    def _card_data(self):
        result = super()._card_data()
        switched = self.filtered(
            lambda card: card.connection_id.webhook_state not in (False, "off")
        )
        latest = {}
        if switched:
            latest = self.env["deratix.webhook.event"]._latest(switched.connection_id)
        for card in switched:
            connection = card.connection_id
            result[card.id]["webhook"] = {
                "state": connection.webhook_state,
                "message": self._webhook_text(connection, latest.get(connection.id)),
            }
        return result

    @api.model
    def _webhook_text(self, connection, event_at):
        match connection.webhook_state:
            case "stopped":
                return connection.webhook_message
            case "partial":
                return connection.webhook_message or self.env._(
                    "Switching the webhooks on was not finished."
                )
            case "leaving":
                return self.env._("The webhooks are not removed there yet.")
        if not event_at:
            return self.env._("Webhooks are on. No event has come yet.")
        age = format_timedelta(
            event_at - fields.Datetime.now(),
            add_direction=True,
            locale=babel_locale_parse(get_lang(self.env).code),
        )
        return self.env._("Webhooks are on. Last event: %s.", age)

    def action_webhooks_on(self):
        return self.connection_id.action_webhooks_on()
