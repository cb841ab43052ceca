"""What answers that hold people's data have in common."""

from odoo.http import request

# Kept by no cache, and taken for nothing but what they say they are.
PRIVATE = (("Cache-Control", "private, no-store"), ("X-Content-Type-Options", "nosniff"))


def sentence(text, status, headers=PRIVATE):
    """An answer of one sentence that a person reads."""
    kind = ("Content-Type", "text/plain; charset=utf-8")
    return request.make_response(text, [*headers, kind], status=status)
