"""The products of orders: found, or made."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from ...engine import normalize


class Key(NamedTuple):
    """What a product is found by: the external id of its article where a line tells it, its number,
    and its name only where a line has no number."""

    sku: str
    name: str = ""
    ref: str = ""


class Held(Exception):
    """An order cannot be made yet; ``str()`` is the sentence for a person. ``waits_for``:
    as of ``deratix.run.line``."""

    def __init__(self, message, waits_for="repair"):
        super().__init__(message)
        self.waits_for = waits_for


class OrderProducts:
    """Each key is looked up once; an instance lives for one step of a run.

    :param env: as superuser, with the company allowed
    """

    def __init__(self, env, flow):
        self.env = env
        self.flow = flow
        self.connection = flow.source_id
        self.company = flow.company_id
        self._found = {}
        self._several = set()
        Product = env["product.product"].with_context(active_test=False)
        self._products = Product.with_company(self.company)

    def freight_key(self):
        return Key("", self.env._("Freight"))

    def keys_of(self, order):
        """The keys of all that an order charges for."""
        keys = {key_of(line) for line in order.lines if not is_note(line)}
        return keys | {self.freight_key()} if order.freight else keys

    def missing(self, keys):
        """Those of looked up keys that no product has."""
        return {key for key in keys if key not in self._found and key not in self._several}

    def look_up(self, keys):
        """Find the products of keys: by their link, by internal reference, by barcode, and by
        name where there is no number."""
        keys = [key for key in keys if key not in self._found]
        linked = self._linked([key.ref for key in keys if key.ref])
        self._found |= {key: linked[key.ref] for key in keys if key.ref in linked}
        for field, part in (("default_code", "sku"), ("barcode", "sku"), ("name", "name")):
            left = defaultdict(list)
            for key in keys:
                if key not in self._found and getattr(key, part):
                    left[getattr(key, part)].append(key)
            self._note(field, left)

    def _linked(self, refs):
        """``{external id of an article: product}``"""
        bindings = self.env["deratix.binding"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("kind", "=", "product"),
                ("model", "=", self._products._name),
                ("state", "=", "linked"),
                ("external_id", "in", refs),
            ]
        )
        products = self._products.browse(bindings.mapped("res_id")).exists()
        there = set(products._ids)
        return {
            binding.external_id: products.browse(binding.res_id).with_prefetch(products._ids)
            for binding in bindings
            if binding.res_id in there
        }

    def _note(self, field, keys):
        """Note the product that has a value; archived ones count where no other has it.

        :param keys: ``{value: [Key]}``
        """
        if not keys:
            return
        found = defaultdict(self._products.browse)
        domain = [(field, "in", list(keys)), ("company_id", "in", (False, self.company.id))]
        for product in self._products.search(domain):
            found[product[field]] |= product
        for value, products in found.items():
            products = products.filtered("active") or products
            if len(products) == 1:
                self._found |= dict.fromkeys(keys[value], products)
            else:
                self._several.update(keys[value])

    def provide(self, wanted):
        """Have a product for each key as the flow says; call ``look_up`` before.

        :param wanted: ``{key: values of a product that may be made}``
        :return: the products made, by key
        """
        missing = self.missing(wanted)
        if not missing or self.flow.missing_product == "hold":
            return {}
        if self.flow.missing_product == "default":
            self._found |= dict.fromkeys(missing, self.flow.default_product_id)
            return {}
        # One number or name is one product, whichever articles lines tell with it.
        alike = defaultdict(list)
        for key in sorted(missing):
            alike[key.sku, key.name].append(key)
        products = self._products.create([wanted[keys[0]] for keys in alike.values()])
        made = {}
        for keys, product in zip(alike.values(), products, strict=True):
            self._found |= dict.fromkeys(keys, product)
            made[keys[0]] = product
        return made

    def check(self, keys):
        """Raises ``Held`` unless each key has one product."""
        for key in sorted(keys):
            label = key.sku or key.name
            if key in self._several:
                raise Held(
                    self.env._(
                        "Several products are “%s”. Leave one with this name or number, then "
                        "retry.",
                        label,
                    )
                )
            if key not in self._found:
                raise Held(
                    self.env._(
                        "The product “%s” is missing. Add it with this number, or choose in the "
                        "flow what is to be done with missing products; the order follows by "
                        "itself.",
                        label,
                    )
                    if key.sku
                    else self.env._(
                        "There is no product named “%s”, and the line has no number. Add it, or "
                        "choose in the flow what is to be done with missing products; the order "
                        "follows by itself.",
                        label,
                    ),
                    "product",
                )

    def get(self, key):
        return self._found[key]


def key_of(line):
    name = "" if line.sku else normalize.text(line.name) or "?"
    return Key(line.sku, name, line.product_ref)


def is_note(line):
    """Whether a line is but a text."""
    nothing = Decimal(0)
    return not line.sku and line.quantity == nothing == line.price * line.quantity
