"""Fakturownia: online invoicing in Poland; InvoiceOcean, VosFactures and BitFactura are the same.

API: https://github.com/fakturownia/API (Polish, in force) and https://github.com/vosfactures/API
(French, the same system in more detail). What neither tells is marked where it is used.
"""

from .client import Fakturownia
