"""What the four large resources have and have not in common."""

from dataclasses import dataclass, field

from . import blanks


@dataclass(frozen=True)
class Kind:
    """`missing` is (code, text) of what is not found; `listed` the fields of a list's rows;
    `filters` and `sorts` map a parameter to a field; `states` are the values of `filter`."""

    path: str
    plural: str
    singular: str
    key: str
    scope: str
    missing: tuple
    blank: dict
    listed: tuple
    filters: dict
    sorts: dict
    states: dict
    date: str = ""
    rows: str = ""
    row: dict = field(default_factory=dict)
    read_only: frozenset = frozenset()


_COMPUTED = frozenset((
    "@url", "Cancelled", "Gross", "Net", "RoundOff", "Total", "TotalToPay", "TotalVAT", "Sent",
    "TaxReduction", "InvoiceReference", "OfferReference", "OrderReference", "Booked", "Balance",
    "Credit", "CreditInvoiceReference", "FinalPayDate", "VoucherNumber", "VoucherSeries",
    "VoucherYear",
))  # fmt: skip
_DOCUMENT_FILTERS = {
    "customername": "CustomerName", "customernumber": "CustomerNumber",
    "documentnumber": "DocumentNumber", "externalinvoicereference1": "ExternalInvoiceReference1",
    "externalinvoicereference2": "ExternalInvoiceReference2", "ourreference": "OurReference",
    "yourreference": "YourReference", "costcenter": "CostCenter", "project": "Project",
}  # fmt: skip

CUSTOMERS = Kind(
    path="customers", plural="Customers", singular="Customer", key="CustomerNumber",
    scope="customer", missing=(2000433, "Kan inte hitta kunden."), blank=blanks.CUSTOMER,
    listed=(
        "@url", "Address1", "Address2", "City", "CustomerNumber", "Email", "Name",
        "OrganisationNumber", "Phone", "ZipCode",
    ),
    filters={
        "customernumber": "CustomerNumber", "name": "Name", "zipcode": "ZipCode",
        "city": "City", "email": "Email", "phone": "Phone1",
        "organisationnumber": "OrganisationNumber", "gln": "GLN", "glndelivery": "GLNDelivery",
    },
    sorts={"customernumber": "CustomerNumber", "name": "Name"},
    states={"active": lambda row: row["Active"], "inactive": lambda row: not row["Active"]},
    # Country is derived from CountryCode.
    read_only=frozenset(("@url", "Country", "DeliveryCountry", "VisitingCountry")),
)  # fmt: skip

ARTICLES = Kind(
    path="articles", plural="Articles", singular="Article", key="ArticleNumber",
    scope="article", missing=(2000428, "Kan inte hitta artikeln."), blank=blanks.ARTICLE,
    listed=(
        "@url", "ArticleNumber", "Description", "DisposableQuantity", "EAN", "Housework",
        "PurchasePrice", "QuantityInStock", "ReservedQuantity", "SalesPrice", "StockPlace",
        "StockValue", "Unit", "VAT", "WebshopArticle",
    ),
    filters={
        "articlenumber": "ArticleNumber", "description": "Description", "ean": "EAN",
        "suppliernumber": "SupplierNumber", "manufacturer": "Manufacturer",
        "manufacturerarticlenumber": "ManufacturerArticleNumber",
    },
    sorts={
        "articlenumber": "ArticleNumber", "quantityinstock": "QuantityInStock",
        "reservedquantity": "ReservedQuantity", "stockvalue": "StockValue",
    },
    states={"active": lambda row: row["Active"], "inactive": lambda row: not row["Active"]},
    # A price is set at /prices.
    read_only=frozenset(("@url", "DisposableQuantity", "ReservedQuantity", "SalesPrice")),
)  # fmt: skip

ORDERS = Kind(
    path="orders", plural="Orders", singular="Order", key="DocumentNumber",
    scope="order", missing=(2000439, "Kan inte hitta ordern."), blank=blanks.ORDER,
    listed=(
        "@url", "Cancelled", "Currency", "CustomerName", "CustomerNumber", "DeliveryDate",
        "DocumentNumber", "ExternalInvoiceReference1", "ExternalInvoiceReference2", "OrderDate",
        "OrderType", "Project", "Sent", "Total",
    ),
    filters={**_DOCUMENT_FILTERS, "ordertype": "OrderType"},
    sorts={
        "customername": "CustomerName", "customernumber": "CustomerNumber",
        "orderdate": "OrderDate", "documentnumber": "DocumentNumber", "total": "Total",
    },
    states={
        "cancelled": lambda row: row["Cancelled"],
        "expired": lambda row: False,
        "invoicecreated": lambda row: row["InvoiceReference"] != "0",
        "invoicenotcreated": lambda row: row["InvoiceReference"] == "0",
    },
    date="OrderDate", rows="OrderRows", row=blanks.ORDER_ROW, read_only=_COMPUTED,
)  # fmt: skip

INVOICES = Kind(
    path="invoices", plural="Invoices", singular="Invoice", key="DocumentNumber",
    scope="invoice", missing=(2000434, "Kan inte hitta fakturan."), blank=blanks.INVOICE,
    listed=(
        "@url", "Balance", "Booked", "Cancelled", "CostCenter", "Currency", "CurrencyRate",
        "CurrencyUnit", "CustomerName", "CustomerNumber", "DocumentNumber", "DueDate",
        "ExternalInvoiceReference1", "ExternalInvoiceReference2", "FinalPayDate", "InvoiceDate",
        "InvoiceType", "OCR", "Project", "Sent", "TermsOfPayment", "Total", "VoucherNumber",
        "VoucherSeries", "VoucherYear", "WayOfDelivery",
    ),
    filters={
        **_DOCUMENT_FILTERS, "ocr": "OCR", "invoicetype": "InvoiceType", "currency": "Currency",
        "yourordernumber": "YourOrderNumber", "credit": "Credit",
    },
    sorts={
        "customername": "CustomerName", "customernumber": "CustomerNumber",
        "documentnumber": "DocumentNumber", "invoicedate": "InvoiceDate", "ocr": "OCR",
        "total": "Total",
    },
    states={
        "cancelled": lambda row: row["Cancelled"],
        "fullypaid": lambda row: not row["Balance"] and not row["Cancelled"],
        "unpaid": lambda row: bool(row["Balance"]),
        "unpaidoverdue": lambda row: bool(row["Balance"]),
        "unbooked": lambda row: not row["Booked"],
    },
    date="InvoiceDate", rows="InvoiceRows", row=blanks.INVOICE_ROW, read_only=_COMPUTED,
)  # fmt: skip

KINDS = {kind.path: kind for kind in (CUSTOMERS, ARTICLES, ORDERS, INVOICES)}
