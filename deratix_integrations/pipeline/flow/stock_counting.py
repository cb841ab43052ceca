"""Counting in Odoo's own stock what a system tells: where Odoo keeps none, nothing is counted."""

from typing import NamedTuple


class Count(NamedTuple):
    """What counting a product would do: the quantity there is and the one there is to be, as plain
    texts; why it cannot be done, or ``None``."""

    before: str
    after: str
    problem: str | None = None


class NoCounter:
    """Counts nothing. Another addon may put one in its place that does, with the same methods; see
    ``deratix.flow._stock_counter``. Made with the run, anew for each batch."""

    def __init__(self, run):
        self.env = run.env

    def plan(self, told, news):
        """``{product id: Count}`` of the products that are to be counted. Where both quantities
        are the same, it is only to be noted that they were compared.

        :param told: ``{product id: quantity}``, plain texts
        :param news: ids of the products of which another quantity is told than before
        """
        return {}

    def count(self, lines, told, news):
        """Count products, as ``plan`` would have it now.

        :param lines: ``{product id: FlowLine}``
        :return: ``{product id: Count}``, and what ``refusals`` and ``put_back`` need, a JSON value,
            under the id of each product that was counted
        """
        return {}, {}

    def refusals(self, undo):
        """Why counts cannot be taken back: ``{product id: text}``.

        :param undo: ``{product id: what count returned}``
        """
        text = self.env._("This flow does not count stock any more. Count it in Inventory.")
        return dict.fromkeys(undo, text)

    def put_back(self, undo):
        """Take counts back that nothing refuses."""
