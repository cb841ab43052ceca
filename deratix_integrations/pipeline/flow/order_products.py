"""The products of orders: found, or made."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from ...engine import normalize


class Key(NamedTuple):
    """What a product is found by: its number, and its name only where a line has no number."""

    sku: str
    name: str = ""


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
        keys = {key for key in keys if key not in self._found}
        skus = [key.sku for key in keys if key.sku]
        names = [key.name for key in keys if not key.sku]
        for sku, product in self._linked(skus).items():
            self._found[Key(sku)] = product
        for field in ("default_code", "barcode"):
            self._note(field, [sku for sku in skus if Key(sku) not in self._found], Key)
        self._note("name", names, lambda name: Key("", name))

    def _linked(self, skus):
        """Where articles are numbered as lines name them: another number may be the id of another
        article."""
        if not self.connection._capabilities().sku_is_id:
            return {}
        bindings = self.env["deratix.binding"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("kind", "=", "product"),
                ("model", "=", self._products._name),
                ("state", "=", "linked"),
                ("external_id", "in", skus),
            ]
        )
        products = self._products.browse(bindings.mapped("res_id")).exists()
        there = set(products._ids)
        return {
            binding.external_id: products.browse(binding.res_id).with_prefetch(products._ids)
            for binding in bindings
            if binding.res_id in there
        }

    def _note(self, field, values, make_key):
        """Note the product that has a value; archived ones count where no other has it."""
        if not values:
            return
        found = defaultdict(self._products.browse)
        domain = [(field, "in", values), ("company_id", "in", (False, self.company.id))]
        for product in self._products.search(domain):
            found[product[field]] |= product
        for value, products in found.items():
            products = products.filtered("active") or products
            if len(products) == 1:
                self._found[make_key(value)] = products
            else:
                self._several.add(make_key(value))

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
        keys = sorted(missing)
        products = self._products.create([wanted[key] for key in keys])
        made = dict(zip(keys, products, strict=True))
        self._found |= made
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
    return Key(line.sku) if line.sku else Key("", normalize.text(line.name) or "?")


def is_note(line):
    """Whether a line is but a text."""
    nothing = Decimal(0)
    return not line.sku and line.quantity == nothing == line.price * line.quantity
