"""Amounts of documents in the currency of the company."""

from odoo import fields


class NoRate(Exception):
    """Odoo cannot convert a currency; ``str()`` is the sentence for a person."""


class Money:
    """Looks each currency up once."""

    def __init__(self, env, company):
        self.env = env
        self.company = company
        self._currencies = {}

    def currency(self, code):
        """The currency of an ISO 4217 code. Raises ``NoRate`` when amounts in it would be taken
        for amounts in the company's: Odoo counts a currency without a rate as 1 : 1."""
        if code not in self._currencies:
            self._currencies[code] = self._usable(code)
        return self._currencies[code]

    def _usable(self, code):
        found = self.env["res.currency"].search([("name", "=", code)], limit=1)
        if not found:
            raise NoRate(
                self.env._("Odoo does not know the currency “%s”. Add it, then retry.", code)
            )
        if found == self.company.currency_id:
            return found
        if not found.active:
            raise NoRate(
                self.env._("The currency %s is not active in Odoo. Activate it, then retry.", code)
            )
        rates = self.env["res.currency.rate"].search_count(
            [
                ("currency_id", "in", (found.id, self.company.currency_id.id)),
                ("company_id", "in", (False, self.company.root_id.id)),
            ],
            limit=1,
        )
        if not rates:
            raise NoRate(
                self.env._("Odoo has no exchange rate for %s. Enter one, then retry.", code)
            )
        return found

    def in_company_currency(self, amount, currency, day):
        """An amount at the rate of a day."""
        target = self.company.currency_id
        day = day or fields.Date.context_today(self.env.user)
        return currency._convert(amount, target, self.company, day)
