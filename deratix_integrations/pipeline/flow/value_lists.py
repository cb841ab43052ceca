"""The value lists of the two ends of a flow, under the codes that orders bear (``Order``)."""

from odoo.fields import Domain

from ...engine.records import Choice
from ..lookups import term_days

KINDS = (
    "payment_term",
    "payment_mode",
    "delivery_way",
    "tax",
    "ledger_account",
    "country",
    "unit",
)
# Codes that are the same everywhere: ISO countries and rates in percent. Rows are for exceptions.
UNIVERSAL = ("country", "tax")


def odoo_choices(env, company, kind):
    """Odoo's own list of a kind, as a tuple of ``Choice``. Terms of payment go by their days,
    taxes by their rate in percent, units by their name; Odoo itself knows no modes of payment of
    an order and no ways of delivery."""
    make = _LISTS.get(kind)
    return tuple(make(env(su=True), company)) if make else ()


def _terms(env, company):
    found = {}
    for term in env["account.payment.term"].search(_of(company)):
        days = term_days(term)
        if days is not None:
            found.setdefault(days, Choice(str(days), term.name, days))
    return found.values()


def _taxes(env, company):
    domain = [("type_tax_use", "=", "sale"), ("amount_type", "=", "percent")]
    taxes = env["account.tax"].search([*domain, ("company_id", "=", company.id)])
    return {tax.amount: Choice(f"{tax.amount:g}", tax.name) for tax in taxes}.values()


def _accounts(env, company):
    accounts = env["account.account"].with_company(company)
    domain = [("account_type", "in", ("income", "income_other"))]
    found = accounts.search([*domain, ("company_ids", "in", company.id)])
    return [Choice(account.code or "", account.name) for account in found if account.code]


def _countries(env, company):
    return [Choice(country.code, country.name) for country in env["res.country"].search([])]


def _units(env, company):
    return [Choice(unit.name, unit.name) for unit in env["uom.uom"].search([])]


def _of(company):
    return Domain("company_id", "in", [False, company.id])


_LISTS = {
    "payment_term": _terms,
    "tax": _taxes,
    "ledger_account": _accounts,
    "country": _countries,
    "unit": _units,
}
