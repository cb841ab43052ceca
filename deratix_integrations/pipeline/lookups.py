"""Odoo's own tables by the words of a party: countries, payment terms, tags and the like."""

# What is made here when it is missing, and goes again when an import is undone.
MADE_MODELS = ("account.payment.term", "res.partner.category", "res.bank")


class Lookups:
    """Each answer is looked up once; an instance lives for one step of a run."""

    def __init__(self, env, company):
        self.env = env
        self.company = company
        self._tables = {}
        self._made = []
        countries = env["res.country"].search_fetch([], ["code"])
        self.country_codes = {country.id: country.code for country in countries}
        self._languages = [code for code, _name in env["res.lang"].get_installed()]

    def forget(self):
        """Look everything up anew: to be called when a transaction was rolled back."""
        self._tables.clear()
        self._made.clear()

    def take_made(self):
        """``[[model, id], ...]`` of what was made since this was asked last."""
        made, self._made = self._made, []
        return made

    def _make(self, model, vals):
        record = model.create(vals)
        self._made.append([model._name, record.id])
        return record

    def _cached(self, table, key, make):
        answers = self._tables.setdefault(table, {})
        if key not in answers:
            answers[key] = make()
        return answers[key]

    def state_id(self, name, country_id):
        """The state of a country by its name, or ``False``."""
        domain = [("country_id", "=", country_id), ("name", "=ilike", name)]
        return country_id and self._cached(
            "states",
            (country_id, name),
            lambda: self.env["res.country.state"].search(domain, limit=1).id,
        )

    def language(self, code):
        """The installed language for a two-letter code, or ``False``."""
        return next((lang for lang in self._languages if lang[:2] == code[:2]), False)

    def currency_id(self, code):
        """The currency by its ISO code, or ``False``."""
        return self._cached(
            "currencies",
            code,
            lambda: self.env["res.currency"].search([("name", "=", code)], limit=1).id,
        )

    def term_id(self, days):
        """The payment term of so many days, made when the company has none."""

        def find_or_create():
            Term = self.env["account.payment.term"].with_context(active_test=True)
            terms = Term.search([("company_id", "in", (False, self.company.id))])
            found = next((term for term in terms if term_days(term) == days), None)
            return (found or self._make(Term, _term_vals(self.env, days))).id

        return self._cached("terms", days, find_or_create)

    def tag_ids(self, names):
        """The tags of these names, made when missing."""
        return [self._cached("tags", name, lambda name=name: self._tag_id(name)) for name in names]

    def _tag_id(self, name):
        Category = self.env["res.partner.category"]
        found = Category.search([("name", "=ilike", name)], limit=1)
        return (found or self._make(Category, {"name": name})).id

    def bank_id(self, swift):
        """The bank with this BIC, made when missing; ``False`` without a BIC."""
        Bank = self.env["res.bank"]
        return bool(swift) and self._cached(
            "banks",
            swift,
            lambda: (
                (
                    Bank.search([("bic", "=", swift)], limit=1)
                    or self._make(Bank, {"name": swift, "bic": swift})
                ).id
            ),
        )


def term_days(term):
    """The days of a payment term that has a single date, else ``None``."""
    lines = term.line_ids
    simple = len(lines) == 1 and lines.delay_type == "days_after"
    return lines.nb_days if simple else None


def _term_vals(env, days):
    line = {
        "value": "percent",
        "value_amount": 100,
        "nb_days": days,
        "delay_type": "days_after",
    }
    return {
        "name": env._("%s days", days) if days else env._("Immediately"),
        "line_ids": [(0, 0, line)],
    }
