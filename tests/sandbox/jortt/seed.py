"""Invented customers, invoices and estimates, the same for the same seed."""

import random
import unicodedata
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ..numbers import digits, foreign_vat
from . import words

# The fields of a customer as they are read, with what they are when nothing is known.
CUSTOMER = {
    "id": None, "is_private": False, "customer_name": None, "address_street": None,
    "address_postal_code": None, "address_city": None, "address_country_code": "NL",
    "address_country_name": "Nederland", "address_extra_information": None, "shift_vat": False,
    "vat_number": None, "coc_number": None, "initials": None, "first_name": None,
    "last_name": None, "date_of_birth": None, "citizen_service_number": None, "attn": None,
    "phonenumber": None, "website": None, "email": None, "cc_emails": [],
    "email_salutation": None, "additional_information": None, "payment_term": 30,
    "invoice_language": "nl", "payment_method_invoice": "pay_later", "reference": None,
    "mollie_direct_debit_status": None, "mollie_customer_id": None, "mollie_mandate_id": None,
    "default_ledger_account_id": None, "archived": False, "default_label_id": None,
    "default_discount_description": None, "default_discount_percentage": None,
    "peppol_scheme_code": None, "peppol_identifier": None,
}  # fmt: skip
_SPAN = 900


def identifier(seed, kind, place):
    """A resource identifier that follows from what it is for."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"jortt {seed} {kind} {place}"))


def citizen_service_number(rng):
    """Nine digits that pass the check of eleven: weights 9 to 2, and minus 1 for the last."""
    while True:
        head = digits(rng, 8, first="123456789")
        check = sum(int(digit) * (9 - at) for at, digit in enumerate(head)) % 11
        if check < 10:
            return f"{head}{check}"


class Seed:
    """`labels`, `ledgers`, `tradenames`, `organization`, `customers` and `documents`."""

    def __init__(self, options, now):
        self._options = options
        self._zone = now.tzinfo
        self._day = date.fromisoformat(options.today) if options.today else now.date()
        seed = options.seed
        self.labels = [
            {"id": identifier(seed, "label", at), "description": name, "category": "user_label"}
            for at, name in enumerate(words.LABELS)
        ]
        ids = [identifier(seed, "ledger", at) for at in range(len(words.LEDGERS))]
        self.ledgers = [
            {"ledger_account_id": ids[at], "parent_ledger_account_id": parent, "name": name,
             "selectable": selectable}
            for at, (above, name, selectable) in enumerate(words.LEDGERS)
            for parent in [None if above is None else ids[above]]
        ]  # fmt: skip
        self.tradenames = [self._tradename(0, "Duin Handel"), self._tradename(1, "Duin Webwinkel")]
        self.organization = self._organization()
        self.customers = [self._customer(at) for at in range(options.clients)]

    def documents(self, kind, count):
        """What invoices or estimates are made of, the oldest first."""
        rng = random.Random(f"jortt {self._options.seed} {kind}")
        days = sorted((int(rng.random() * _SPAN) for _ in range(count)), reverse=True)
        for at, back in enumerate(days if self.customers else ()):
            customer = self.customers[int(len(self.customers) * rng.random() ** 2)]
            seconds = timedelta(seconds=rng.randint(28_800, 64_800))
            moment = datetime.combine(self._day - timedelta(days=back), time(), self._zone)
            yield {
                "id": identifier(self._options.seed, kind, at),
                "customer": customer,
                "created": moment + seconds,
                "lines": [
                    {"description": name, "quantity": Decimal(rng.choice(("1", "2", "2.5", "12"))),
                     "amount": Decimal(price), "rate": Decimal(rate), "category": None,
                     "ledger": self.ledgers[1]["ledger_account_id"]}
                    for name, price, rate in rng.sample(words.PRODUCTS, rng.choice((1, 1, 2, 3)))
                ],
                "net_amounts": customer["is_private"],
                "reference": f"S{at + 1:05}" if rng.random() < 0.5 else None,
                "draw": rng.random(),
            }  # fmt: skip

    def _customer(self, at):
        seed = self._options.seed
        rng = random.Random(f"jortt {seed} customer {at}")
        country = rng.choices(("NL", "BE", "DE"), (88, 7, 5))[0]
        town, code = rng.choice(words.TOWNS[country])
        row = CUSTOMER | {
            "id": identifier(seed, "customer", at),
            "cc_emails": [],
            "address_street": f"{rng.choice(words.STREETS)} {rng.randint(1, 240)}",
            "address_postal_code": code,
            "address_city": town,
            "address_country_code": country,
            "address_country_name": words.COUNTRIES[country],
            "email_salutation": "Geachte heer, mevrouw,",
        }
        person = f"{rng.choice(words.FIRST)} {rng.choice(words.LAST)}"
        private = rng.random() < 0.25
        _name_private(rng, row, person) if private else _name_company(rng, row, person, country)
        _contact(rng, row, at)
        _terms(rng, row, self.labels)
        return row

    def _tradename(self, at, name):
        return {
            "id": identifier(self._options.seed, "tradename", at), "company_name": name,
            "company_name_line_2": None, "address_street": "Havenkade 12",
            "address_city": "IJmuiden", "address_postal_code": "1976 BZ",
            "address_country_code": "NL", "phonenumber": None,
            "bank_account_in_the_name_of": "Duin", "iban": "NL00TEST0000000000", "bic": None,
            "finance_email": "fin@duinhandel.example",
        }  # fmt: skip

    def _organization(self):
        return {
            "id": identifier(self._options.seed, "organization", 0), "vat_type": "vat",
            "company_name": "Duin Handel BV", "company_name_line_2": None,
            "address_street": "Havenkade 12", "address_postal_code": "1976 BZ",
            "address_city": "IJmuiden", "address_country_code": "NL",
            "address_country_name": "Nederland", "tax_registration_number": "NL000000000B01",
            "chamber_of_commerce_number": "71234567", "bank_account_iban": "NL00TEST0000000000",
            "bank_account_bban": None, "legal_form": "bv", "website": None, "phonenumber": None,
            "owners": [{"id": identifier(self._options.seed, "user", 0), "full_name": "E. Duin"}],
            "invoice_from_email": "fin@duinhandel.example", "one_stop_shop_enabled": False,
            "has_mollie": False,
        }  # fmt: skip


def _name_company(rng, row, person, country):
    form = rng.choice(words.FORMS)
    row["customer_name"] = f"{rng.choice(words.TRADES)} {rng.choice(words.PLACES)} {form}".strip()
    if country == "NL":
        row["coc_number"] = digits(rng, 8, first="1234567") if rng.random() < 0.9 else None
    elif country == "DE":
        row |= {"shift_vat": True, "vat_number": foreign_vat(rng, "DE")}
    if rng.random() < 0.4:
        row["attn"] = rng.choice((person, *words.ATTENTION))


def _name_private(rng, row, person):
    first, _blank, last = person.partition(" ")
    row |= {"is_private": True, "customer_name": person, "email_salutation": f"Beste {first},"}
    if rng.random() < 0.6:
        row |= {"first_name": first, "last_name": last, "initials": first[0]}
    if rng.random() < 0.3:
        row["date_of_birth"] = f"19{rng.randint(50, 99)}-0{rng.randint(1, 9)}-17"
        row["citizen_service_number"] = citizen_service_number(rng)


def _contact(rng, row, at):
    bare = unicodedata.normalize("NFKD", row["customer_name"]).encode("ascii", "ignore").decode()
    domain = "".join(letter for letter in bare.lower() if letter.isalnum())[:24]
    if rng.random() < 0.92:
        row["email"] = f"factuur{at}@{domain}.example"
    if rng.random() < 0.1:
        row["cc_emails"] = [f"boekhouding@{domain}.example"]
    if rng.random() < 0.7:
        number = digits(rng, 7, first="2345678")
        forms = (f"06 1{number}", f"+3161{number}", f"020-{number}", f"0031 20 {number}")
        row["phonenumber"] = rng.choice(forms)
    if rng.random() < 0.2:
        row["website"] = f"{domain}.example"
    if rng.random() < 0.05:
        row["address_extra_information"] = "2e verdieping"


def _terms(rng, row, labels):
    row["payment_term"] = rng.choice((14, 14, 30, 30, 30, 60, 0))
    row["invoice_language"] = {"DE": "de"}.get(row["address_country_code"], "nl")
    if rng.random() < 0.15:
        row["additional_information"] = rng.choice(words.NOTES)
    if rng.random() < 0.2:
        row["default_label_id"] = rng.choice(labels)["id"]
    if rng.random() < 0.05:
        row |= {"default_discount_percentage": rng.choice((5, 10)),
                "default_discount_description": "Vaste klant"}  # fmt: skip
    if rng.random() < 0.08:
        row["reference"] = f"WEB-{rng.randint(1, 999_999):06}"
    if rng.random() < 0.03:
        row["archived"] = True
