"""Text without diacritics."""

import unicodedata


def plain(text):
    """Without diacritics."""
    stroke = text.translate(str.maketrans("łŁøØđĐ", "lLoOdD")).replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFD", stroke) if not unicodedata.combining(c))
