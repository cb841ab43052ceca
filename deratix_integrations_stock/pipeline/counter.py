"""Counting in a location what a system tells, by inventory adjustments.

A quantity is counted when the system tells another one than before, or when it was not counted in
this location yet: what moves in Odoo meanwhile stays until then.
"""

from odoo.addons.deratix_integrations.engine.product_values import plain
from odoo.addons.deratix_integrations.pipeline.flow.stock import kept
from odoo.addons.deratix_integrations.pipeline.flow.stock_counting import Count
from odoo.addons.deratix_integrations.pipeline.parties import QUIET

from .place import Place


class StockCounter:
    """Counts for one run of a flow; see ``stock_counting.NoCounter``."""

    def __init__(self, run):
        self.run = run
        self.location = run.flow_id.sudo().stock_location_id
        self.connection = run.connection_id
        context = {
            **run.env.context,
            **QUIET,
            "allowed_company_ids": run.company_id.ids,
            "lang": run._document_lang(),
        }
        self.env = run.env(user=run.user_id.id, su=True, context=context)
        self.place = Place(self.env, self.location)

    # -- planning and counting ----------------------------------------------------------------

    def plan(self, told, news):
        """See ``NoCounter.plan``."""
        wanted = self._wanted(told, news)
        there = self.place.stock_of(wanted)
        return {
            product_id: self._count(there[product_id], told[product_id]) for product_id in wanted
        }

    def count(self, lines, told, news):
        """See ``NoCounter.count``. What was moved or counted since it was planned is left to a
        person, with the quantities of now."""
        wanted = self._wanted(told, news)
        self.place.lock(wanted)
        there = self.place.stock_of(wanted)
        before = self._counted_in(wanted)
        counts, chosen = {}, {}
        for product_id in wanted:
            now = self._count(there[product_id], told[product_id])
            planned = (lines[product_id].changes or {}).get("on_hand")
            expected = planned[0] if planned else told[product_id]
            if not now.problem and now.before != expected and now.before != now.after:
                text = self.env._(
                    "The stock in Odoo was %(planned)s when this was planned, and is %(now)s now. "
                    "Look at it again, then retry.",
                    planned=expected,
                    now=now.before,
                )
                now = now._replace(problem=text)
            counts[product_id] = now
            if not now.problem:
                chosen[product_id] = now
        self.place.set_to(
            {id_: each.after for id_, each in chosen.items() if each.before != each.after},
            there,
            self.env._("Stock of %s", self.run.name),
        )
        self._note_counted(set(wanted) - set(chosen), False)
        self._note_counted(chosen, self.location)
        moves = self.place.moves_of(chosen)
        undo = {
            product_id: {
                "location": self.location.id,
                "before": each.before,
                "after": each.after,
                "moves": moves[product_id],
                "counted_in": before.get(product_id),
            }
            for product_id, each in chosen.items()
        }
        return counts, undo

    def _wanted(self, told, news):
        """``{product id: product}`` of those that are to be counted."""
        counted = self._counted_in(told)
        ids = [id_ for id_ in told if id_ in news or counted.get(id_) != self.location.id]
        products = self.env["product.product"].browse(ids).exists()
        return {
            product.id: product
            for product in products
            if product.is_storable and product.company_id.id in (False, self.run.company_id.id)
        }

    def _counted_in(self, product_ids):
        """``{product id: id of the location}`` where this system's stock was counted."""
        rows = self._rows(product_ids)
        return {row.product_id.id: row.counted_in_id.id for row in rows if row.counted_in_id}

    def _rows(self, product_ids):
        return self.env["deratix.stock"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("product_id", "in", list(product_ids)),
            ]
        )

    def _note_counted(self, product_ids, location):
        if product_ids:
            self._rows(product_ids).counted_in_id = location

    def _count(self, stock, told):
        """What counting would do."""
        before, after = stock.quantity, stock.rounded(told)
        problem = None if before == after else self._problem(stock, after - before, after)
        return Count(plain(kept(before)), plain(kept(after)), problem)

    def _problem(self, stock, more, after):
        """Why a product cannot be counted, or ``None``."""
        name = stock.product.display_name
        if stock.product.tracking != "none":
            return self.env._(
                "“%s” is tracked by lots or serial numbers, and nobody tells which of them are "
                "there. Count it in Inventory.",
                name,
            )
        if stock.is_being_counted:
            return self.env._(
                "Somebody is counting “%s” just now. Apply or clear that count, then retry.", name
            )
        if after < 0:
            return self.env._("There cannot be less than none of “%s”.", name)
        if more < 0 and stock.loose + more < 0:
            return self.env._(
                "More of “%(product)s” lies in places below %(place)s, or in packages, than "
                "%(system)s says there are. Count it in Inventory.",
                product=name,
                place=self.location.complete_name,
                system=self.connection.name,
            )
        if more < 0 and stock.loose + more < stock.reserved:
            return self.env._(
                "%(reserved)s of “%(product)s” are reserved for transfers. Finish those, or "
                "release what is reserved, then retry.",
                reserved=plain(kept(stock.reserved)),
                product=name,
            )
        return None

    # -- taking back --------------------------------------------------------------------------

    def refusals(self, undo):
        """See ``NoCounter.refusals``."""
        products = self.env["product.product"].browse(undo).exists()
        there = self.place.stock_of({product.id: product for product in products})
        moves = self.place.moves_of(undo)
        return {
            product_id: reason
            for product_id, count in undo.items()
            if (reason := self._refusal(count, there.get(product_id), moves[product_id]))
        }

    def _refusal(self, count, stock, moves):
        if count["before"] == count["after"]:
            return None
        if count["location"] != self.location.id:
            return self.env._("The flow counts in another place by now. Count it in Inventory.")
        if not stock:
            return self.env._("The product was deleted since.")
        now = self._count(stock, count["before"])
        if moves != count["moves"] or now.before != count["after"]:
            return self.env._("It was counted or moved in Inventory since.")
        return now.problem

    def put_back(self, undo):
        """See ``NoCounter.put_back``."""
        products = self.env["product.product"].browse(undo).exists()
        there = self.place.stock_of({product.id: product for product in products})
        self.place.set_to(
            {id_: each["before"] for id_, each in undo.items() if each["before"] != each["after"]},
            there,
            self.env._("Undone: stock of %s", self.run.name),
        )
        locations = self.env["stock.location"].browse(
            {each["counted_in"] for each in undo.values() if each["counted_in"]}
        )
        self._note_counted(list(undo), False)
        for location in locations.exists():
            ids = [id_ for id_, each in undo.items() if each["counted_in"] == location.id]
            self._note_counted(ids, location)
