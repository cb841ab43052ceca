"""The web pages that people see."""

from html import escape

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "th{text-align:left;padding-right:1.5rem;vertical-align:top;font-weight:600}"
    "td{overflow-wrap:anywhere}.note{color:#555}"
)
_LAYOUT = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>{style}</style></head>
<body><p class="note">Sandbox of SuperFaktura: nothing here is real.</p>
<h1>{title}</h1>
{content}
</body></html>"""
_SHOWN = (
    ("ico", "IČO"), ("dic", "DIČ"), ("ic_dph", "IČ DPH"), ("address", "Address"), ("city", "City"),
    ("zip", "Post code"), ("country", "Country"), ("email", "E-mail"), ("phone", "Phone"),
    ("fax", "Fax"), ("delivery_name", "Delivery: name"), ("delivery_address", "Delivery: address"),
    ("delivery_city", "Delivery: city"), ("delivery_zip", "Delivery: post code"),
    ("iban", "IBAN"), ("swift", "SWIFT"), ("currency", "Currency"), ("due_date", "Due days"),
    ("tags", "Tags"), ("comment", "Note"), ("uuid", "UUID"), ("created", "Created"),
    ("modified", "Modified"),
)  # fmt: skip


def start(account):
    """What this is, and the first clients."""
    book = account.book
    links = "".join(
        f'<li><a href="/clients/view/{number}">{escape(book.clients[number]["name"])}</a></li>'
        for number in list(book.clients)[:20]
    )
    content = (
        f"<p>It answers as SuperFaktura's API does, with {len(book.clients)} invented clients of "
        "invented companies. Its tests steer it at <code>/__control__/</code>.</p>"
        f"<h2>The first clients</h2><ul>{links}</ul>"
    )
    return _page("SuperFaktura", content)


def client(account, book, number):
    """One client with its contact people."""
    row = book.clients[number]
    lines = [(title, row[name]) for name, title in _SHOWN if row[name]]
    for contact in account.contacts_of(number):
        words = (contact["name"], contact["email"], contact["phone"])
        lines.append(("Contact", ", ".join(word for word in words if word)))
    table = "".join(
        f"<tr><th>{escape(title)}</th><td>{escape(value)}</td></tr>" for title, value in lines
    )
    return _page(row["name"], f"<table>{table}</table>")


def not_found():
    return _page("Stránka neexistuje", "<p>Skúste to inak.</p>")


def sign_in():
    return _page(
        "Prihlásenie", "<form><input name='email'> <input name='password' type='password'></form>"
    )


def _page(title, content):
    return _LAYOUT.format(title=escape(title), style=_STYLE, content=content)
