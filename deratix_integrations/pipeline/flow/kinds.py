"""Which class does what in the legs of a flow. All are made with the run.

- readers (``read.PageReader``) plan the pages of the source, by the kind of the flow;
- collectors (``run_collect``) plan what a leg needs beside that, by the kind of the flow and of the
  leg: ``Collector(run, provider)``;
- appliers carry lines out in Odoo, undoers take them back, by the record of a line:
  ``apply(lines)`` returns how many, ``undo(lines)`` nothing;
- senders carry lines out in the target, one request and one commit each:
  ``Sender(run, provider, commit).send(line)``, a ``lines.FlowLine``.
"""

from .asking import NothingLacks
from .customers import CustomerCollector, CustomerReader
from .kinds_of_products import product_applier, product_sender, product_undoer
from .order_apply import OrderApplier
from .order_clients import OrderCollector as SourceOrderCollector
from .order_read import OrderReader
from .order_send import OrderSender
from .order_sending import SendingCollector
from .order_undo import OrderUndoer
from .product_collect import ProductCollector
from .product_read import ProductReader
from .stock import StockReader
from .stock_send import StockCollector

READERS = {
    "customers": CustomerReader,
    "orders": OrderReader,
    "products": ProductReader,
    "stock": StockReader,
}
COLLECTORS = {
    ("customers", "flow_in"): NothingLacks,
    ("customers", "flow_out"): CustomerCollector,
    ("orders", "flow_in"): SourceOrderCollector,
    ("orders", "flow_out"): SendingCollector,
    ("products", "flow_in"): NothingLacks,
    ("products", "flow_out"): ProductCollector,
    ("stock", "flow_in"): NothingLacks,
    ("stock", "flow_out"): StockCollector,
}
APPLIERS = {"order": OrderApplier, "product": product_applier}
UNDOERS = {"order": OrderUndoer, "product": product_undoer}
SENDERS = {"order": OrderSender, "product": product_sender}

# What an order needs goes before it.
RECORDS = (False, "product", "order")
