"""Documents as which sales orders were written make no opportunity of their own."""

from .references import read_order_reference


def places_of_orders(env, connection, references):
    """Where documents with these keys belong: to the opportunity of their sales order.

    :param references: the order numbers of documents that are not stored yet
    :return: ``{key: columns of deratix.invoice}`` of those whose order has an opportunity
    """
    read = {text: id_ for text in references if (id_ := read_order_reference(env, text))}
    orders = env["sale.order"].browse(set(read.values())).exists()
    leads = {
        order.id: order.opportunity_id.id
        for order in orders.filtered(lambda order: order.company_id == connection.company_id)
        if order.opportunity_id
    }
    return {
        text: {"lead_id": leads[id_], "from_lead": True}
        for text, id_ in read.items()
        if id_ in leads
    }
