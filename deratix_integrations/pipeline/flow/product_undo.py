"""Taking back what a run did to products nobody has touched since."""

from ..agreements import Agreement
from ..traces import stored_values
from ..usage import table_label, users_of
from .line_undoer import LineUndoer
from .lines import outcome
from .product_links import store_product_links
from .products import Products

# Tables whose references do not keep a product: they are part of it.
PART_OF_PRODUCT = (
    "product_product", "product_taxes_rel", "product_supplier_taxes_rel",
    "product_variant_combination", "mail_followers",
)  # fmt: skip


class ProductUndoer(LineUndoer):
    """Undoes product lines."""

    def __init__(self, run):
        self.run = run
        self.products = Products(run).products
        self.env = self.products.env
        self.connection = self.env["deratix.connection"].browse(run.connection_id.id)

    def _refusals(self, work):
        """``{line id: why it cannot be undone, or None}``"""
        created = self.products.browse(
            [line.undo_data["product"] for line in work if line.undo_data.get("created")]
        ).exists()
        used = self._used(created)
        return {line.id: self._refusal(line, used) for line in work}

    def _refusal(self, line, used):
        """Why a line cannot be undone, or ``None``."""
        undo = line.undo_data
        if undo.get("sent"):
            return self.env._(
                "It was carried over to %s. Change it back on one side; the other follows.",
                self.run.connection_id.name,
            )
        product = self.products.browse(undo["product"])
        if not product.exists():
            return self.env._("The product was deleted since.")
        if undo["created"]:
            if product.write_date.isoformat(sep=" ") > undo["at"]:
                return self.env._("The product was changed since.")
            if product.id in used:
                return self.env._(
                    "The product is in use: %s.", table_label(self.env, used[product.id])
                )
            return None
        now = stored_values(product, undo["after"])
        touched = [key for key, value in undo["after"].items() if now[key] != value]
        if touched:
            labels = [product._fields[key]._description_string(self.env) for key in touched]
            return self.env._("Changed since: %s.", ", ".join(labels))
        return None

    def _used(self, created):
        """``{id of a product: table}`` of those that other records refer to, or to their
        template."""
        by_template = {product.product_tmpl_id.id: product.id for product in created}
        used = users_of(created.product_tmpl_id, by_template, PART_OF_PRODUCT)
        return {by_template[id_]: table for id_, table in used.items()} | users_of(
            created, created.ids, PART_OF_PRODUCT
        )

    def _undo_lines(self, lines):
        made = self.products.browse()
        for line in lines:
            undo = line.undo_data
            product = self.products.browse(undo["product"])
            if undo["created"]:
                made |= product
                continue
            before = dict(undo["before"])
            active = before.pop("active")
            if before:
                product.write(before)
            if product.active != active:
                Products.set_active(product, active)
        self._put_links_back(lines)
        made.product_tmpl_id.unlink()
        self.env.flush_all()
        return [outcome(line, state="undone", product_id=None) for line in lines]

    def _put_links_back(self, lines):
        new = [line.number for line in lines if not line.undo_data["link"]]
        self.env.cr.execute(
            "DELETE FROM deratix_binding "
            "WHERE connection_id = %s AND kind = 'product' AND external_id = ANY(%s)",
            [self.connection.id, new],
        )
        before = [line.undo_data["link"] for line in lines if line.undo_data["link"]]
        store_product_links(
            self.env,
            self.connection,
            [
                (
                    link["external_id"],
                    link["product_id"],
                    Agreement(link["snapshot"] or {}, link["accepted"] or {}),
                    link["fingerprint"],
                )
                for link in before
            ],
        )
