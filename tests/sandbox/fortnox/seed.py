"""Invented companies, people, articles, orders and invoices of a Swedish wholesaler."""

import random
import re
import unicodedata
from datetime import datetime, timedelta

from ..numbers import digits
from .kinds import ARTICLES, CUSTOMERS, INVOICES, ORDERS

_FIRST = ("Granlund", "Björk", "Åkesson", "Sjöberg", "Nyström", "Hägg", "Lind", "Norrby", "Östra",
          "Malmö", "Kvarn", "Skärgårds", "Berg", "Vänern", "Dala")  # fmt: skip
_TRADES = ("Trä", "Bygg", "Plåt", "El", "Måleri", "Livs", "Data", "Konsult", "Rör", "Frukt")
_FORMS = ("AB", "AB", "AB", "HB", "& Söner AB", "Ekonomisk förening")
_GIVEN = ("Sara", "Olle", "Åsa", "Björn", "Märta", "Göran", "Elin", "Östen", "Karin", "Per")
_TOWNS = (("Uppsala", "753 20"), ("Växjö", "352 30"), ("Malmö", "211 20"), ("Luleå", "972 38"),
          ("Göteborg", "411 05"), ("Örebro", "702 10"), ("Stockholm", "111 22"))  # fmt: skip
_STREETS = ("Kvarngatan", "Lagervägen", "Storgatan", "Ågatan", "Östra Hamngatan", "Skolgränd")
_ABROAD = (("NO", "Oslo", "0150"), ("FI", "Helsinki", "00100"), ("DE", "Hamburg", "20095"),
           ("DK", "København", "1050"))  # fmt: skip
_GOODS = ("Hyvel", "Såg", "Spik", "Skruv", "Pensel", "Färg", "Lim", "Bräda", "Borr", "Kabel")
_FIRST_CUSTOMER, _FIRST_ORDER, _FIRST_INVOICE = 1001, 301, 9001


def fill(account):
    options = account.options
    rng = random.Random(f"fortnox {options.seed}")
    now = account.now().replace(microsecond=0)
    if options.today:
        now = datetime.fromisoformat(options.today)
    account.next |= {"customers": _FIRST_CUSTOMER, "orders": _FIRST_ORDER}
    account.next["invoices"] = _FIRST_INVOICE
    for place in range(options.clients):
        number = str(account.next["customers"])
        account.next["customers"] += rng.choice((1, 1, 1, 2, 5))
        row = {**CUSTOMERS.blank, **customer(rng, place), CUSTOMERS.key: number}
        if row["CountryCode"]:
            account._check(CUSTOMERS, row)
        account.put(CUSTOMERS, number, row, now - timedelta(minutes=rng.randint(3000, 2_000_000)))
    for place in range(options.articles):
        name = _GOODS[place % len(_GOODS)]
        row = {**ARTICLES.blank, **_article(rng, place, name)}
        moment = now - timedelta(minutes=rng.randint(3000, 500_000))
        account.put(ARTICLES, row[ARTICLES.key], row, moment)
    customers, articles = list(account.rows["customers"]), list(account.rows["articles"])
    if not customers or not articles:
        return
    for kind, count in ((ORDERS, options.orders), (INVOICES, options.invoices)):
        for _place in range(count):
            day = now - timedelta(minutes=rng.randint(3000, 400_000))
            rows = [
                {"ArticleNumber": rng.choice(articles), "DeliveredQuantity": rng.randint(1, 9)}
                for _row in range(rng.randint(1, 4))
            ]
            made = account.create(kind, {
                "CustomerNumber": rng.choice(customers), kind.date: day.date().isoformat(),
                kind.rows: rows,
            })  # fmt: skip
            account.put(kind, made[kind.key], made, day)
    for number in list(account.rows["invoices"])[::3]:
        account.put(INVOICES, number, account.pay(number), now - timedelta(days=2))
    for number in list(account.rows["orders"])[::10]:
        account.put(ORDERS, number, account.cancel(ORDERS, number), now - timedelta(days=2))


def customer(rng, place):
    """The fields of an invented customer."""
    town, code = rng.choice(_TOWNS)
    street = f"{rng.choice(_STREETS)} {rng.randint(1, 120)}"
    draw = rng.random()
    person = draw < 0.12
    given, family = rng.choice(_GIVEN), f"{rng.choice(_FIRST)}sson"
    name = (
        f"{given} {family}"
        if person
        else f"{rng.choice(_FIRST)} {rng.choice(_TRADES)} {rng.choice(_FORMS)}"
    )
    made = {
        "Name": name, "Address1": street, "City": town, "ZipCode": code, "CountryCode": "SE",
        "Type": "PRIVATE" if person else "COMPANY", "YourReference": f"{given} {family}",
        "TermsOfPayment": rng.choice(("30", "30", "10", "PF")),
    }  # fmt: skip
    if rng.random() < 0.85:
        made["Email"] = f"{_plain(given)}.{place}@{_plain(name)}.example"
    if rng.random() < 0.7:
        made["Phone1"] = f"0{rng.choice((18, 40, 31, 70))}-{digits(rng, 6, first='2345')}"
    if not person:
        made["OrganisationNumber"] = organisation_number(rng)
        if rng.random() < 0.8:
            bare = made["OrganisationNumber"].replace("-", "")
            made["VATNumber"] = f"SE{bare}01"
    if 0.12 <= draw < 0.2:
        country, city, zip_code = rng.choice(_ABROAD)
        made |= {"CountryCode": country, "City": city, "ZipCode": zip_code, "VATType": "EXPORT"}
        made["OrganisationNumber"] = made["VATNumber"] = None
    if rng.random() < 0.05:
        made["Address2"] = "c/o Receptionen"
    if rng.random() < 0.15:
        made |= {
            "DeliveryName": f"{name} Lager", "DeliveryAddress1": f"Lagervägen {place % 90 + 1}",
            "DeliveryCity": "Knivsta", "DeliveryZipCode": "741 40", "DeliveryCountryCode": "SE",
        }  # fmt: skip
    if rng.random() < 0.2:
        made["Comments"] = "Ring före leverans.\nPortkod 1234."
    if rng.random() < 0.03:
        made["Active"] = False
    return made


def organisation_number(rng):
    """Ten digits, the last one by Luhn's rule, as people write them."""
    head = f"55{digits(rng, 7, first='6789')}"
    total = 0
    for place, figure in enumerate(head):
        doubled = int(figure) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return f"{head[:6]}-{head[6:]}{-total % 10}"


def _article(rng, place, name):
    price, stock = rng.randint(20, 900), rng.randint(0, 80)
    return {
        "ArticleNumber": f"{name[:3].upper()}-{place + 10}", "Description": f"{name} {place} mm",
        "EAN": f"73{digits(rng, 11)}", "PurchasePrice": price // 2, "SalesPrice": price,
        "QuantityInStock": stock, "DisposableQuantity": stock, "StockGoods": True,
        "StockValue": stock * (price // 2), "Unit": "st", "VAT": rng.choice((25, 25, 25, 12, 6)),
    }  # fmt: skip


def _plain(text):
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
