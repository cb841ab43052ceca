"""Rules that people taught, applied to the files of an archive."""

from ..archive.words import file_stem, name_of
from .entry_rows import path_parts

# Single letters and numbers are folders of an alphabet or a year, not names.
_SHORTEST_KEY = 2


def rule_key(scope, text):
    """The name as rules compare it: its words without marks, small and capital letters, ending."""
    name = file_stem(text) if scope == "file" else text
    return name_of(name)


def may_be_learned(scope, text):
    """Whether the name says enough for a rule."""
    key = rule_key(scope, text)
    return len(key) > _SHORTEST_KEY and not key.replace(" ", "").isdigit()


def follow_rules(rows, rules):
    """Set what rules say on the rows that bear their names; returns those that follow one.

    :param rules: ``{(scope, key): {"client": id, "type": id}}``, one or both of the two

    What a person decided stays. A rule for a deeper folder goes before one above it.
    """
    return [row for row in rows if _follow_all(row, rules)]


def _follow_all(row, rules):
    parts = path_parts(row["path"])
    took = False
    for at in range(len(parts) - 1, -1, -1):
        scope = "file" if at == len(parts) - 1 else "folder"
        values = rules.get((scope, rule_key(scope, parts[at])), {})
        for name, value in values.items():
            took |= _follow(row, name, value, at, parts[at])
    return took


def _follow(row, name, value, at, text):
    found = row["evidence"].get(name) or {}
    deeper = found.get("rule") == "learned" and found.get("part", 0) > at
    if name in row["decided"] or deeper:
        return False
    row["partner_id" if name == "client" else "type_id"] = value
    if name == "client":
        row["new_client"] = None
    row["evidence"][name] = {
        "part": at,
        "text": text,
        "rule": "learned",
        "confidence": 1,
        "sure": True,
        "other": None,
    }
    return True
