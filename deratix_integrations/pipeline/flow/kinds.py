"""Which class does what in the legs of a flow. All are made with the run.

- readers (``read.PageReader``) plan the pages of the source, by the kind of the flow;
- collectors (``run_collect``) plan what a leg needs beside that, by the kind of the flow and of the
  leg: ``Collector(run, provider)``;
- appliers carry lines out in Odoo, undoers take them back, by the record of a line:
  ``apply(lines)`` returns how many, ``undo(lines)`` nothing;
- senders carry lines out in the target, one request and one commit each:
  ``Sender(run, provider, commit).send(line)``, a ``lines.FlowLine``.
"""

from .product_send import ProductSender

READERS = {}
COLLECTORS = {}
APPLIERS = {}
UNDOERS = {}
SENDERS = {"product": ProductSender}

# What an order needs goes before it.
RECORDS = (False, "product", "order")
