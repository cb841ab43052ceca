"""All that one administration holds, and what time does to it."""

import uuid
from datetime import timedelta
from decimal import Decimal

from . import documents, money
from .customers import Customers
from .oauth import Tokens
from .seed import Seed


class Account:
    """The state of the sandbox."""

    def __init__(self, options, clock):
        self.options = options
        self.clock = clock
        self.plan = options.plan
        # While they are held, invoices that are scheduled are not sent.
        self.held = False
        self.tokens = Tokens(options, clock)
        seed = Seed(options, clock.now())
        self.labels, self.ledgers = seed.labels, seed.ledgers
        self.tradenames, self.organization = seed.tradenames, seed.organization
        self.customers = Customers(self, seed.customers)
        self.invoices = {}
        self.estimates = {}
        self._numbers = {}
        for made in seed.documents("invoice", options.invoices):
            self._seed_invoice(made)
        for made in seed.documents("estimate", options.estimates):
            self._seed_estimate(made)

    def now(self):
        return self.clock.now()

    def today(self):
        return self.now().date()

    def new_id(self):
        return str(uuid.uuid4())

    def tick(self):
        """Do what has become due: send what is scheduled."""
        if self.held:
            return
        for table in (self.invoices, self.estimates):
            for document in table.values():
                due = document["scheduled"]
                if due is not None and due <= self.now():
                    self.send(document, due)

    def schedule(self, document, method):
        """Let a document be sent after a while."""
        document["send_method"] = method
        document["scheduled"] = self.now() + timedelta(seconds=self.options.send_seconds)

    def send(self, document, moment):
        """Number it and call it sent."""
        prefix = "" if document["kind"] == "invoice" else "OFF-"
        month = f"{prefix}{moment:%Y%m}"
        self._numbers[month] = self._numbers.get(month, 0) + 1
        document["number"] = f"{month}-{self._numbers[month]:03}"
        document |= {"status": "sent", "scheduled": None, "date_sent": moment.date()}

    def _seed_invoice(self, made):
        draw = made.pop("draw")
        document = documents.blank(self, "invoice") | self._of_seed(made)
        if draw > 0.05:
            self.send(document, made["created"])
            document["send_method"] = "email"
        if 0.05 < draw < 0.65:
            document["paid"] = money.totals(document)[1]
        elif 0.65 <= draw < 0.72:
            document["paid"] = Decimal("1.00")
        self.invoices[document["id"]] = document

    def _seed_estimate(self, made):
        draw = made.pop("draw")
        document = documents.blank(self, "estimate") | self._of_seed(made)
        if draw > 0.2:
            self.send(document, made["created"])
            document["acceptance"] = "accepted" if draw > 0.6 else "pending"
        if draw > 0.85:
            document["status"] = "invoiced"
        self.estimates[document["id"]] = document

    def _of_seed(self, made):
        customer = made.pop("customer")
        return made | {
            "customer_id": customer["id"],
            "customer": dict(customer),
            "date": made["created"].date(),
            "term": customer["payment_term"],
        }
