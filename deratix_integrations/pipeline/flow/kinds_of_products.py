"""Lines of products are about what they are, or about how many there are of them."""

from .product_apply import ProductApplier
from .product_send import ProductSender
from .product_undo import ProductUndoer
from .stock_apply import StockApplier, StockUndoer
from .stock_send import StockSender


def product_applier(run):
    """What applies the product lines of a run."""
    return (StockApplier if _is_stock(run) else ProductApplier)(run)


def product_undoer(run):
    """What undoes the product lines of a run."""
    return (StockUndoer if _is_stock(run) else ProductUndoer)(run)


def product_sender(run, provider, commit):
    """What sends the product lines of a run."""
    return (StockSender if _is_stock(run) else ProductSender)(run, provider, commit)


def _is_stock(run):
    return run.flow_id.kind == "stock"
