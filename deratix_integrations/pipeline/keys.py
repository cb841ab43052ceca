"""SQL of the keys by which clients are found: what is compared of a column."""

from ..engine import normalize


def number_key(column):
    """SQL of what is compared of a company number; ``engine.normalize`` has it in Python."""
    return f"ltrim({alnum_key(column)}, '0')"


def alnum_key(column):
    """SQL of what is compared of a VAT number or a post code."""
    # In the collation "C" only the letters of ASCII have capitals, as in Python's table.
    return f"regexp_replace(upper({column} COLLATE \"C\"), '[^0-9A-Z]', '', 'g')"


def start_key(column):
    """SQL of ``engine.texts.name_start``."""
    folded = f"translate({column}, '{normalize.FOLD_FROM}', '{normalize.FOLD_TO}')"
    untitled = f"regexp_replace(lower({folded} COLLATE \"C\"), '{normalize.TITLES}', '')"
    return f"left(regexp_replace({untitled}, '[^a-z0-9]', '', 'g'), 3)"
