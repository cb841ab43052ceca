"""Why something was found, in the words of the reader."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

RULES = {
    "learned": _lt("a rule that somebody taught"),
    "number": _lt("a company number"),
    "reference": _lt("a client's reference"),
    "alias": _lt("a known other name"),
    "name": _lt("the exact name"),
    "name_town": _lt("the name and the town"),
    "name_order": _lt("the name in another order"),
    "name_glued": _lt("the name in one word"),
    "abbreviation": _lt("the name, shortened"),
    "similar": _lt("a name like it"),
    "own_name": _lt("the exact name"),
    "own_number": _lt("a reference"),
    "keyword": _lt("a key word"),
    "validity": _lt("words for validity"),
    "nested": _lt("folders below each other"),
    "range": _lt("from – to"),
    "year": _lt("a year"),
    "half": _lt("a half-year"),
    "quarter": _lt("a quarter"),
    "month": _lt("a month"),
    "months": _lt("months from – to"),
    "day": _lt("a day"),
    "days": _lt("days from – to"),
    "years": _lt("years from – to"),
}
FLAGS = {
    "client_contradiction": _lt("The path names two clients."),
    "client_ambiguous": _lt("Several clients bear this name."),
    "client_number_differs": _lt("The number in the path is not the number of this client."),
    "client_other_town": _lt("The path names another town than the client's."),
    "kind_contradiction": _lt("Folder and file name say different types."),
    "period_contradiction": _lt("The path names two periods."),
    "validity_contradiction": _lt("The path names two days of validity."),
    "validity_before_period": _lt("The validity ends before the period begins."),
}
# Which field a flag is shown at.
FLAG_FIELDS = {
    "client_contradiction": "client",
    "client_ambiguous": "client",
    "client_number_differs": "client",
    "client_other_town": "client",
    "kind_contradiction": "type",
    "period_contradiction": "period",
    "validity_contradiction": "validity",
    "validity_before_period": "validity",
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
