"""Invented people as clients of SuperFaktura."""

import random

from .. import people
from . import countries
from .book import FIELDS, NULLABLE, Book, stat_of

_FIRST_CLIENT = 1_200_001
# Contact people have numbers of their own, which may be those of clients: they do here.
_FIRST_CONTACT = 1_200_001
_OTHER_COMPANIES_CLIENTS = 40
_WRITTEN = "%Y-%m-%d %H:%M:%S"


def blank():
    """A client without anything, as lists show it."""
    return {name: None if name in NULLABLE else "" for name in FIELDS}


class Seed:
    """The books and contact people of an account, made from its options."""

    def __init__(self, options):
        self._options = options
        self._rng = random.Random(f"superfaktura {options.seed}")
        self._next_client = _FIRST_CLIENT
        self._names = {n: name for n, (_iso, name) in countries.table(options.language).items()}
        self.next_contact = _FIRST_CONTACT
        self.contacts = {}
        self.tags = {}
        self.books = {}
        for index in range(max(1, options.companies)):
            company_id = str(int(options.company_id) + index)
            count = options.clients if index == 0 else _OTHER_COMPANIES_CLIENTS
            seed = options.seed if index == 0 else f"{options.seed} company {index}"
            self.books[company_id] = self._book(company_id, seed, count)
        self.next_client = self._next_client

    def _book(self, company_id, seed, count):
        book = Book(company_id)
        for company in people.people(seed, count, self._options.shares):
            number = self._next_client
            self._next_client += self._rng.choice((1, 1, 1, 2, 7))
            tags = [self._tag(name) for name in company.tags]
            client = self._client(number, company_id, company)
            # A client that was never used has no statistics at all.
            stat = stat_of(number, company.documents) if company.documents else None
            if stat is None and self._rng.random() < 0.5:
                stat = stat_of(number, 0)
            book.put(number, client, stat, tags)
            book.kinds[number] = set(company.kinds)
            for contact in company.contacts:
                self._contact(number, company_id, company, contact)
        return book

    def _client(self, number, company_id, company):
        address, delivery = company.address, company.delivery or people.Address()
        home = self._options.country.upper()
        # A client without a country is given the home country; so is an empty delivery address.
        country_id = countries.number(address.country or home)
        delivery_id = countries.number(delivery.country or home)
        return blank() | {
            "id": str(number),
            "user_id": "384",
            "user_profile_id": company_id,
            "uuid": company.uuid or None,
            "country_id": str(country_id),
            "name": company.name,
            "ico": company.number,
            "dic": company.tax or None,
            "ic_dph": company.vat,
            "iban": company.iban,
            "swift": company.swift,
            "bank_account": company.account,
            "bank_code": company.bank,
            "email": company.email,
            "address": address.street,
            "city": address.city,
            "zip": address.zip,
            "country": self._names[country_id] if address.country else "",
            "delivery_name": delivery.name,
            "delivery_address": delivery.street,
            "delivery_city": delivery.city,
            "delivery_zip": delivery.zip,
            "delivery_country": self._names[delivery_id],
            "delivery_country_id": str(delivery_id),
            "phone": company.phone,
            "delivery_phone": delivery.phone,
            "fax": company.fax,
            "due_date": None if company.due_days is None else str(company.due_days),
            "default_variable": company.variable,
            "discount": None if company.discount is None else f"{company.discount:.2f}",
            "currency": company.currency or None,
            "bank_account_id": "0",
            "comment": company.note,
            "tags": ", ".join(company.tags) or None,
            "created": company.created.strftime(_WRITTEN),
            "modified": company.modified.strftime(_WRITTEN),
            "notices": True,
        }

    def _contact(self, number, company_id, company, contact):
        self.contacts[self.next_contact] = {
            "id": str(self.next_contact),
            "client_id": str(number),
            "name": contact.name,
            "email": contact.email,
            "phone": contact.phone,
            "user_id": "384",
            "user_profile_id": company_id,
            "created": company.created.strftime(_WRITTEN),
            "modified": company.modified.strftime(_WRITTEN),
        }
        self.next_contact += 1

    def _tag(self, name):
        for number, known in self.tags.items():
            if known == name:
                return number
        number = len(self.tags) + 1
        self.tags[number] = name
        return number
