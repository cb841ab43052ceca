"""The fields of each kind of record, with what they are when nothing is known.

Names and types as in recorded answers; a field that is not here does not exist (2001399).
"""

CUSTOMER = {
    "@url": "", "Address1": None, "Address2": None, "City": None, "Country": None,
    "Comments": None, "Currency": "SEK", "CostCenter": None, "CountryCode": None, "Active": True,
    "CustomerNumber": "",
    "DefaultDeliveryTypes": {"Invoice": "PRINT", "Order": "PRINT", "Offer": "PRINT"},
    "DefaultTemplates": {
        "Order": "DEFAULTTEMPLATE", "Offer": "DEFAULTTEMPLATE", "Invoice": "DEFAULTTEMPLATE",
        "CashInvoice": "DEFAULTTEMPLATE",
    },
    "DeliveryAddress1": None, "DeliveryAddress2": None, "DeliveryCity": None,
    "DeliveryCountry": None, "DeliveryCountryCode": None, "DeliveryFax": None,
    "DeliveryName": None, "DeliveryPhone1": None, "DeliveryPhone2": None,
    "DeliveryZipCode": None, "Email": None, "EmailInvoice": "", "EmailInvoiceBCC": "",
    "EmailInvoiceCC": "", "EmailOffer": "", "EmailOfferBCC": "", "EmailOfferCC": "",
    "EmailOrder": "", "EmailOrderBCC": "", "EmailOrderCC": "", "ExternalReference": None,
    "Fax": None, "GLN": None, "GLNDelivery": None, "InvoiceAdministrationFee": None,
    "InvoiceDiscount": None, "InvoiceFreight": None, "InvoiceRemark": "", "Name": "",
    "OrganisationNumber": None, "OurReference": "", "Phone1": None, "Phone2": None,
    "PriceList": "A", "Project": "", "SalesAccount": None, "ShowPriceVATIncluded": False,
    "TermsOfDelivery": "", "TermsOfPayment": "30", "Type": "COMPANY", "VATNumber": None,
    "VATType": "SEVAT", "VisitingAddress": None, "VisitingCity": None, "VisitingCountry": None,
    "VisitingCountryCode": None, "VisitingZipCode": None, "WayOfDelivery": "", "WWW": "",
    "YourReference": "", "ZipCode": None,
}  # fmt: skip

ARTICLE = {
    "@url": "", "ArticleNumber": "", "Bulky": False, "ConstructionAccount": 0, "Depth": 0,
    "Description": "", "DisposableQuantity": 0, "EAN": None, "EUAccount": 3108,
    "EUVATAccount": 3106, "ExportAccount": 3105, "Height": 0, "Housework": False,
    "HouseworkType": None, "Active": True, "Manufacturer": None, "ManufacturerArticleNumber": "",
    "Note": "", "PurchaseAccount": 4000, "PurchasePrice": 0, "QuantityInStock": 0,
    "ReservedQuantity": 0, "SalesAccount": 3001, "StockGoods": False, "StockPlace": None,
    "StockValue": 0, "StockWarning": None, "SupplierName": None, "SupplierNumber": None,
    "Type": "STOCK", "Unit": None, "VAT": 25, "WebshopArticle": False, "Weight": 0, "Width": 0,
    "Expired": False, "SalesPrice": None, "CostCalculationMethod": None, "StockAccount": None,
    "StockChangeAccount": None, "DirectCost": None, "FreightCost": None, "OtherCost": None,
    "DefaultStockPoint": None, "DefaultStockLocation": None,
}  # fmt: skip

_DOCUMENT = {
    "@url": "", "Address1": "", "Address2": "", "Cancelled": False, "City": "", "Comments": "",
    "CostCenter": "", "Country": "", "Currency": "SEK", "CurrencyRate": 1, "CurrencyUnit": 1,
    "CustomerName": "", "CustomerNumber": "", "DeliveryAddress1": "", "DeliveryAddress2": "",
    "DeliveryCity": "", "DeliveryCountry": "", "DeliveryDate": None, "DeliveryName": "",
    "DeliveryZipCode": "", "DocumentNumber": "", "ExternalInvoiceReference1": "",
    "ExternalInvoiceReference2": "", "Freight": 0, "FreightVAT": 0, "Gross": 0, "Labels": [],
    "Language": "SV", "Net": 0, "NotCompleted": False, "OrganisationNumber": "",
    "OurReference": "", "Phone1": "", "PriceList": "A", "Project": "", "Remarks": "",
    "RoundOff": 0, "Sent": False, "TaxReduction": None, "TaxReductionType": "none",
    "TermsOfDelivery": "", "TermsOfPayment": "30", "Total": 0, "TotalToPay": 0, "TotalVAT": 0,
    "VATIncluded": False, "WayOfDelivery": "", "YourOrderNumber": "", "YourReference": "",
    "ZipCode": "",
}  # fmt: skip

ORDER = _DOCUMENT | {
    "DeliveryState": "delivery", "InvoiceReference": "0", "OfferReference": "0",
    "OrderDate": None, "OrderRows": [], "OrderType": "Order", "PrintTemplate": "oc",
}  # fmt: skip

INVOICE = _DOCUMENT | {
    "AccountingMethod": "ACCRUAL", "Balance": 0, "Booked": False, "Credit": "false",
    "CreditInvoiceReference": "0", "DueDate": None,
    "EmailInformation": {
        "EmailAddressFrom": None, "EmailAddressTo": "", "EmailAddressCC": None,
        "EmailAddressBCC": None, "EmailSubject": "Faktura {no} bifogas", "EmailBody": " ",
    },
    "FinalPayDate": None, "InvoiceDate": None, "InvoiceRows": [], "InvoiceType": "INVOICE",
    "OCR": "", "OrderReference": "0", "PaymentWay": "", "VoucherNumber": None,
    "VoucherSeries": None, "VoucherYear": None,
}  # fmt: skip

ROW = {
    "AccountNumber": 3001, "ArticleNumber": "", "ContributionPercent": "0",
    "ContributionValue": "0", "Cost": 0, "CostCenter": "", "DeliveredQuantity": "0",
    "Description": "", "Discount": 0, "DiscountType": "PERCENT", "HouseWork": False,
    "HouseWorkHoursToReport": None, "HouseWorkType": None, "Price": 0, "Project": "", "RowId": 0,
    "StockPointCode": None, "Total": 0, "Unit": "", "VAT": 25,
}  # fmt: skip
ORDER_ROW = ROW | {"OrderedQuantity": "0", "ReservedQuantity": "0", "StockPointId": None}
INVOICE_ROW = ROW | {"PriceExcludingVAT": 0, "TotalExcludingVAT": 0, "VATCode": None}

# Value lists: (path, plural, singular, records).
LISTS = (
    ("termsofpayments", "TermsOfPayments", "TermsOfPayment", (
        {"Code": "10", "Description": "10 dagar"}, {"Code": "30", "Description": "30 dagar"},
        {"Code": "AG", "Description": "Autogiro"}, {"Code": "K", "Description": "Kontant"},
        {"Code": "PF", "Description": "Förskott"},
    )),
    ("termsofdeliveries", "TermsOfDeliveries", "TermsOfDelivery", (
        {"Code": "FVL", "Description": "Fritt vårt lager", "DescriptionEnglish": "Ex works"},
    )),
    ("wayofdeliveries", "WayOfDeliveries", "WayOfDelivery", (
        {"Code": "P", "Description": "Post", "DescriptionEnglish": "Mail"},
        {"Code": "HÄMT", "Description": "Hämtas", "DescriptionEnglish": "Pick up"},
    )),
    ("modesofpayments", "ModesOfPayments", "ModeOfPayment", (
        {"Code": "BG", "Description": "Bankgiro", "AccountNumber": "1930"},
        {"Code": "PG", "Description": "Plusgiro", "AccountNumber": "1920"},
    )),
    ("units", "Units", "Unit", (
        {"Code": "st", "CodeEnglish": "pcs", "Description": "styck"},
        {"Code": "förp", "CodeEnglish": "pack", "Description": "förpackning"},
        {"Code": "tim", "CodeEnglish": "h", "Description": "timmar"},
    )),
    ("currencies", "Currencies", "Currency", (
        {"Code": "SEK", "Description": "Svenska kronor"},
        {"Code": "EUR", "Description": "Euro"}, {"Code": "NOK", "Description": "Norska kronor"},
    )),
)  # fmt: skip
