"""A document as a small PDF file of one page."""

from ..server import Answer
from .people import plain

_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>>>>>"
)
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def answer(row):
    """The file; its name has no letters that a header could trip over."""
    name = plain(row["number"])
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Answer(200, made(row), "application/pdf", headers)


def made(row):
    """The bytes of the file. Its font has no Polish letters, so they lose their marks."""
    lines = [
        f"Faktura {row['number']}",
        f"{row['kind']}  {row['issue_date']}",
        f"Sprzedawca {row['seller_name']}",
        f"Nabywca {row['buyer_name']}  {row['buyer_tax_no'] or ''}",
        *(f"{each['name']}  {each['quantity']}  {each['total_price_gross']}"
          for each in row["positions"]),
        f"Razem {row['price_gross']} {row['currency']}",
    ]  # fmt: skip
    shown = " 0 -20 Td ".join(f"({_safe(line)}) Tj" for line in lines)
    content = f"BT /F 12 Tf 60 780 Td {shown} ET".encode("ascii")
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    parts = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", _PAGE,
             stream, _FONT)  # fmt: skip
    return _file(parts)


def _file(parts):
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    head = (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    )
    return body + head % (size, table, size, len(body))


def _safe(text):
    bare = "".join(part if part.isascii() else plain(part) or "?" for part in str(text))
    return "".join(f"\\{each}" if each in "\\()" else each for each in bare if each.isprintable())
