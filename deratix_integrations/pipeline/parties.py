"""The Odoo side of a party: finding candidates, reading and preparing the values of partners."""

from odoo.tools import html2plaintext, plaintext2html

from ..engine import normalize
from ..engine.records import DELIVERY_FIELDS
from .candidates import Candidates
from .lines import COMPANY_FIELDS
from .lookups import Lookups, term_days

PLAIN_FIELDS = {
    "name": "name",
    "company_number": "company_registry",
    "tax_id": "deratix_tax_number",
    "vat": "vat",
    "city": "city",
    "zip": "zip",
    "email": "email",
    "phone": "phone",
    "website": "website",
}
DELIVERY_COLUMNS = {
    "delivery_name": "name",
    "delivery_street": "street",
    "delivery_city": "city",
    "delivery_zip": "zip",
    "delivery_phone": "phone",
}
READ_FIELDS = [
    *PLAIN_FIELDS.values(),
    "street",
    "street2",
    "is_company",
    "state_id",
    "country_id",
    "lang",
    "comment",
    "category_id",
    "bank_ids",
    "property_payment_term_id",
    "deratix_currency_id",
    "deratix_discount",
    "write_date",
]
# Automatic mails, tracking and followers stay silent while many records are written at once.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "deratix_quiet": True,
    "active_test": False,
}


class Parties(Candidates):
    """Partners of one company as parties. Holds small look-up tables for the time of one step."""

    def __init__(self, env, company):
        self.company = company
        self.env = env(
            context={
                **env.context,
                **QUIET,
                "allowed_company_ids": company.ids,
                "deratix_vat_answers": {},
            },
            su=True,
        )
        self.partners = self.env["res.partner"].with_company(company)
        self.lookups = Lookups(self.env, company)
        self._country_codes = self.lookups.country_codes
        self._country_ids = {code: id_ for id_, code in self._country_codes.items()}
        self._vat_checked_by_odoo = hasattr(self.partners, "_check_vat_number")

    # -- reading --------------------------------------------------------------------------

    def values(self, ids):
        """The values of partners, with the keys of ``PARTY_FIELDS``, and their ``write_date``.

        :return: ``{partner_id: (values, write_date)}``; partners that are gone are left out
        """
        # A search tells which of them are there and reads them, in one query.
        there = self.partners.search_fetch([("id", "in", ids)], READ_FIELDS, order="id")
        partners = self.partners.browse(ids) & there
        deliveries = self.deliveries(partners.ids)
        return {
            partner.id: (self._values_of(partner, deliveries.get(partner.id)), partner.write_date)
            for partner in partners
        }

    def deliveries(self, ids):
        """``{partner_id: its oldest delivery address}``"""
        children = self.partners.search_fetch(
            [("parent_id", "in", ids), ("type", "=", "delivery")],
            [*DELIVERY_COLUMNS.values(), "street2", "state_id", "country_id", "parent_id"],
            order="id desc",
        )
        return {child.parent_id.id: child for child in children}

    def _values_of(self, partner, delivery):
        country = self._country_codes.get(partner.country_id.id, "")
        bank = partner.bank_ids[:1]
        term = partner.property_payment_term_id
        values = {
            "name": normalize.text(partner.name),
            "is_company": bool(partner.is_company),
            "company_number": normalize.company_number(partner.company_registry, country),
            "tax_id": normalize.text(partner.deratix_tax_number),
            "vat": normalize.vat(partner.vat, country),
            "street": _street(partner),
            "city": normalize.text(partner.city),
            "zip": normalize.text(partner.zip),
            "state": normalize.text(partner.state_id.name),
            "country": country,
            "email": ", ".join(normalize.emails(partner.email)) or normalize.text(partner.email),
            "phone": normalize.phone(partner.phone, country),
            "website": _bare_website(partner.website),
            "iban": _account(bank) if bank else "",
            "ibans": [_account(account) for account in partner.bank_ids],
            "swift": normalize.alnum_key(bank.bank_bic) if bank else "",
            "language": (partner.lang or "")[:2],
            "currency": partner.deratix_currency_id.name or "",
            "payment_days": term_days(term) if term else None,
            "discount": partner.deratix_discount or None,
            "note": normalize.multiline(html2plaintext(partner.comment)) if partner.comment else "",
            "tags": sorted(partner.category_id.mapped("name")),
            **dict.fromkeys(DELIVERY_FIELDS, ""),
        }
        if delivery:
            values |= {
                "delivery_name": normalize.text(delivery.name),
                "delivery_street": _street(delivery),
                "delivery_city": normalize.text(delivery.city),
                "delivery_zip": normalize.text(delivery.zip),
                "delivery_state": normalize.text(delivery.state_id.name),
                "delivery_country": self._country_codes.get(delivery.country_id.id, ""),
                "delivery_phone": normalize.phone(delivery.phone, country),
            }
        return values

    def comparable(self, external, odoo, *, is_branch, exact=False):
        """The external values that make sense to compare with a partner's: what Odoo can hold.

        Bank accounts are only ever added, so what the partner has besides is no difference;
        neither is another way to write the same post code. The same goes for tags and e-mail
        addresses, unless they are to be ``exact``.
        """
        left_out = {"delivery_state", *(COMPANY_FIELDS if is_branch else ())}
        values = {key: value for key, value in external.items() if key not in left_out}
        if values.get("is_company") is None:
            values.pop("is_company", None)
        if not exact:
            values |= _with_others(values, odoo)
        if values.get("iban") in odoo["ibans"]:
            values["iban"] = odoo["iban"]
        if values.get("iban") == odoo["iban"]:
            values.pop("swift", None)
        for key in ("zip", "delivery_zip"):
            if normalize.zip_key(values[key]) == normalize.zip_key(odoo[key]):
                values[key] = odoo[key]
        if values["language"] and not self.lookups.language(values["language"]):
            del values["language"]
        if values.get("currency") and not self.lookups.currency_id(values["currency"]):
            del values["currency"]
        for key in ("country", "delivery_country"):
            if values[key] and values[key] not in self._country_ids:
                del values[key]
        country_id = self._country_ids.get(external["country"], False)
        if values["state"] and not self.lookups.state_id(values["state"], country_id):
            del values["state"]
        return values

    # -- preparing ------------------------------------------------------------------------

    def prepare(self, values, partner=None):
        """Odoo's values for a partner, from (some of the) party values.

        The delivery address and the bank account are returned apart, because they are records
        of their own.

        :return: ``(partner values, delivery values, bank values)``
        """
        vals = {
            column: values[key] or False for key, column in PLAIN_FIELDS.items() if key in values
        }
        if "street" in values:
            vals["street"] = values["street"] or False
            if partner and partner.street2:
                vals["street2"] = False
        if values.get("is_company") is not None:
            vals["is_company"] = values["is_company"]
        vals |= self._prepare_references(values, partner)
        if "note" in values:
            vals["comment"] = plaintext2html(values["note"]) if values["note"] else False
        if "tags" in values:
            vals["category_id"] = [(6, 0, self.lookups.tag_ids(values["tags"]))]
        if "vies_valid" in self.partners._fields and "vat" in vals:
            # Given explicitly it is not computed, and computing would ask VIES for each record.
            vals["vies_valid"] = False
        return vals, self._prepare_delivery(values), self._prepare_bank(values)

    def _prepare_references(self, values, partner):
        vals = {}
        if "country" in values:
            vals["country_id"] = self._country_ids.get(values["country"], False)
        if values.get("state"):
            country_id = vals.get("country_id") or (partner and partner.country_id.id)
            vals["state_id"] = self.lookups.state_id(values["state"], country_id)
        if values.get("language"):
            language = self.lookups.language(values["language"])
            if language:
                vals["lang"] = language
        if "currency" in values:
            vals["deratix_currency_id"] = self.lookups.currency_id(values["currency"])
        if "discount" in values:
            vals["deratix_discount"] = values["discount"] or 0.0
        if values.get("payment_days") is not None:
            vals["property_payment_term_id"] = self.lookups.term_id(values["payment_days"])
        return vals

    def _prepare_delivery(self, values):
        vals = {
            column: values[key] or False
            for key, column in DELIVERY_COLUMNS.items()
            if key in values
        }
        if "delivery_country" in values:
            vals["country_id"] = self._country_ids.get(values["delivery_country"], False)
        return vals if any(vals.values()) else {}

    def _prepare_bank(self, values):
        iban = values.get("iban")
        if not iban:
            return {}
        bank = self.lookups.bank_id(values.get("swift"))
        return {"acc_number": iban, **({"bank_id": bank} if bank else {})}

    def vat_refused(self, vat, country):
        """Whether Odoo's own check (addon ``base_vat``) would refuse this number."""
        if not vat or not self._vat_checked_by_odoo:
            return False
        prefix, number = (vat[:2], vat[2:]) if vat[:2].isalpha() else (country, vat)
        code = "GR" if prefix == "EL" else prefix
        return bool(code) and not self.partners._check_vat_number(code, number)


def _with_others(values, odoo):
    """The tags and the e-mail address of a record with what the partner has besides."""
    has_email = values["email"] in normalize.emails(odoo["email"])
    return {
        "tags": sorted({*values["tags"], *odoo["tags"]}),
        "email": odoo["email"] if has_email else values["email"],
    }


def _account(bank):
    # One that is no IBAN stays in its field on either side.
    return normalize.iban(bank.acc_number) or normalize.text(bank.acc_number)


def _street(record):
    return ", ".join(
        part for part in (normalize.text(record.street), normalize.text(record.street2)) if part
    )


def _bare_website(value):
    text = normalize.text(value)
    return text.split("://", 1)[-1].rstrip("/")
