"""A small archive that shows the layouts, with real files in it."""

import io

from reportlab.lib.pagesizes import A5
from reportlab.pdfgen import canvas

# Invented clients; each folder shows another layout.
_PATHS = (
    "Zelená Lúka s.r.o/2026-03/protocol-2026-03.pdf",
    "Zelená Lúka s.r.o/2026-04/protocol-2026-04.pdf",
    "Hotel Pod Lipou/Contracts/contract-2026.pdf",
    "Hotel Pod Lipou/Maps/site-map-2026.pdf",
    "Pekáreň U Mlyna/Certificates/2026/certificate-2026.pdf",
    "Pekáreň U Mlyna/2026-Q1/report-Q1-2026.pdf",
    "SDS/rodent-bait-sds.pdf",
    "SDS/insect-gel-sds.pdf",
)


def sample_files():
    """Yield (path, bytes) of each file."""
    for path in _PATHS:
        yield path, _page(path.rpartition("/")[2])


def _page(title):
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A5, invariant=True)
    page.setFont("Helvetica-Bold", 16)
    page.drawString(40, A5[1] - 60, title)
    page.setFont("Helvetica", 11)
    page.drawString(40, A5[1] - 90, "A sample document of the ZIP import.")
    page.save()
    return file.getvalue()
