"""Why something was found, in the words of the reader."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

RULES = {
    "learned": _lt("a rule that somebody taught"),
    "number": _lt("a company number"),
    "number_unchecked": _lt("a company number with a wrong check digit"),
    "alias": _lt("a known other name"),
    "name": _lt("the exact name"),
    "order": _lt("the name in another order"),
    "other_form": _lt("the name with another legal form"),
    "similar": _lt("a name like it"),
    "own_name": _lt("the exact name"),
    "own_number": _lt("a reference"),
    "keyword_file": _lt("a key word"),
    "keyword_folder": _lt("a key word"),
    "nested": _lt("folders below each other"),
    "range": _lt("from – to"),
    "year": _lt("a year"),
    "half": _lt("a half-year"),
    "quarter": _lt("a quarter"),
    "month": _lt("a month"),
    "months": _lt("months from – to"),
    "day": _lt("a day"),
}
FLAGS = {
    "client_contradiction": _lt("The path names two clients."),
    "kind_contradiction": _lt("Folder and file name say different types."),
    "period_contradiction": _lt("The path names two periods."),
}
# Which field a flag is shown at.
FLAG_FIELDS = {
    "client_contradiction": "client",
    "kind_contradiction": "type",
    "period_contradiction": "period",
}


def evidence_text(env, found, parts):
    """Which part of the path says it, by which rule, and how sure that is."""
    at = found.get("part") or 0
    values = {"text": found.get("text") or "", "rule": rule_text(env, found.get("rule"))}
    if at >= len(parts) - 1:
        place = env._("“%(text)s” in the name of the file: %(rule)s", **values)
    else:
        place = env._("“%(text)s” in the folder “%(folder)s”: %(rule)s", folder=parts[at], **values)
    percent = round(100 * (found.get("confidence") or 0))
    return env._("%(place)s (%(percent)s%% sure)", place=place, percent=percent)


def rule_text(env, rule):
    """A rule in words; one without words of its own by its code."""
    return env._(RULES[rule]) if rule in RULES else rule or ""
