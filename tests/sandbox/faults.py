"""The rules that make a sandbox misbehave.

A rule is a JSON object:

match      regular expression, searched in the decoded path (default: every path)
method     only requests with this method (default: all)
kind       one of `KINDS`
after_n    let the first n matching requests pass (default 0)
times      how often (default 1; 0 means for ever)
arguments  an object; which ones a kind takes is in `KINDS`

Kinds that put something else in place of the answer leave the request unprocessed, unless their
argument `processed` is true: then the system does what was asked and only the answer is lost.
The others spoil the real answer. Of several rules that match, the first that still has times
left is used; a `change_between_pages` takes effect besides; its `record` is what the system calls
its kind of record, such as invoice.
"""

import json
import re
from dataclasses import asdict, dataclass, field

from .server import HTML, Answer
from .system import Refused

_REPLACING = {
    "wrong_credentials": {"as"},
    "quota": {"as", "period"},
    "http_429": {"retry_after"},
    "http_500": set(),
    "http_503": {"retry_after"},
    "html_200": set(),
    "redirect": {"location", "status"},
    "reset": set(),
    "answer": {"status", "json", "text", "headers"},
}
_SPOILING = {
    "slow": {"seconds"},
    "cut_body": {"bytes"},
    "broken_json": set(),
    "empty_body": set(),
    "null_body": set(),
    "unknown_fields": set(),
    "null_fields": {"fields", "drop"},
}
KINDS = {
    **{kind: names | {"processed"} for kind, names in _REPLACING.items()},
    **_SPOILING,
    "change_between_pages": {"page", "change", "record", "id", "fields"},
}
_PAGE = (
    "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"
)
_UNKNOWN = {"sandbox_new_text": "nové", "sandbox_new_object": {"a": [1, None, {"b": "c"}]}}


@dataclass
class Rule:
    kind: str
    match: str = ""
    method: str = ""
    after_n: int = 0
    times: int = 1
    arguments: dict = field(default_factory=dict)
    seen: int = 0
    used: int = 0

    def __post_init__(self):
        if not isinstance(self.arguments, dict) or not isinstance(self.match, str):
            raise Refused("match is a text, arguments an object.")
        if self.kind not in KINDS:
            raise Refused(f"There is no kind {self.kind!r}; there are {', '.join(sorted(KINDS))}.")
        unknown = set(self.arguments) - KINDS[self.kind]
        if unknown:
            raise Refused(f"{self.kind} takes no argument {', '.join(sorted(unknown))}.")
        if not all(isinstance(count, int) and count >= 0 for count in (self.after_n, self.times)):
            raise Refused("after_n and times are whole numbers.")
        try:
            self._pattern = re.compile(self.match)
        except re.error as error:
            raise Refused(f"{self.match!r} is no regular expression: {error}") from None

    def take(self, request, page):
        """Count a request; True when the rule strikes."""
        if self.method and self.method != request.method:
            return False
        if not self._pattern.search(request.path):
            return False
        if self.kind == "change_between_pages" and page != self.arguments.get("page", 2):
            return False
        self.seen += 1
        if self.seen <= self.after_n or (self.times and self.used >= self.times):
            return False
        self.used += 1
        return True


class Faults:
    """The rules in force."""

    def __init__(self):
        self.rules = []

    def replace(self, rules):
        """Put these rules in place of all others; raises `Refused`."""
        made = []
        for rule in rules:
            given = set(rule) if isinstance(rule, dict) else None
            known = {"match", "method", "kind", "after_n", "times", "arguments"}
            if given is None or "kind" not in given or given - known:
                raise Refused(f"A rule is an object with a kind and any of {sorted(known)}.")
            made.append(Rule(**rule))
        self.rules = made

    def describe(self):
        return [asdict(rule) for rule in self.rules]

    def take(self, request, page):
        """(the changes to apply first, the rule that spoils the answer or None)."""
        changes = []
        for rule in self.rules:
            if not rule.take(request, page):
                continue
            if rule.kind != "change_between_pages":
                return changes, rule
            changes.append(rule)
        return changes, None


def spoilt(rule, system, process):
    """The answer under a rule. `process()` lets the system answer for real."""
    arguments = rule.arguments
    if rule.kind in _REPLACING:
        if arguments.get("processed"):
            process()
        return _replacement(rule.kind, arguments, system)
    answer = process()
    if rule.kind == "slow":
        answer.delay = arguments.get("seconds", 1)
    elif rule.kind == "cut_body":
        answer.promised = len(answer.body) + 1
        answer.body = answer.body[: arguments.get("bytes", len(answer.body) // 2)]
    elif rule.kind == "broken_json":
        answer.body = answer.body[: max(1, len(answer.body) * 2 // 3)] + b"<br />"
    elif rule.kind == "empty_body":
        answer.body = b""
    elif rule.kind == "null_body":
        answer.body = b"null"
    else:
        answer.body = _with_other_fields(rule, answer.body, system.record_keys)
    return answer


def _replacement(kind, arguments, system):
    if kind in ("wrong_credentials", "quota"):
        return system.refusal(kind, arguments)
    if kind == "reset":
        return Answer(reset=True)
    if kind == "answer":
        return _given(arguments)
    if kind == "html_200":
        return _page(200, "Údržba", "Práve pre vás niečo vylepšujeme.")
    if kind == "redirect":
        status = arguments.get("status", 302)
        answer = _page(status, "Found", "")
        answer.headers["Location"] = arguments.get("location", "/users/login")
        return answer
    texts = {"http_429": "Too Many Requests", "http_500": "Internal Server Error"}
    answer = _page(int(kind[-3:]), texts.get(kind, "Service Unavailable"), "")
    if "retry_after" in arguments:
        answer.headers["Retry-After"] = str(arguments["retry_after"])
    return answer


def _given(arguments):
    """The answer that a rule holds: `json`, or `text` that is sent as JSON whatever it is."""
    body = arguments.get("text")
    if body is None:
        body = json.dumps(arguments.get("json"), ensure_ascii=False)
    headers = {name: str(value) for name, value in arguments.get("headers", {}).items()}
    return Answer(arguments.get("status", 200), body.encode(), headers=headers)


def _page(status, title, text):
    return Answer(status, _PAGE.format(title, text).encode(), HTML)


def _with_other_fields(rule, body, keys):
    """Change every object that has one of the keys: new fields, or fields set to null or
    dropped."""
    try:
        data = json.loads(body)
    except ValueError:
        return body
    change = _add_unknown if rule.kind == "unknown_fields" else _take_away
    for record in list(_records(data, keys)):
        change(record, rule.arguments, keys)
    return json.dumps(data, ensure_ascii=False).encode()


def _records(data, keys):
    if isinstance(data, dict):
        if keys & data.keys():
            yield data
        for value in data.values():
            yield from _records(value, keys)
    elif isinstance(data, list):
        for value in data:
            yield from _records(value, keys)


def _add_unknown(record, _arguments, _keys):
    record.update(_UNKNOWN)


def _take_away(record, arguments, keys):
    names = arguments.get("fields") or [
        name for name, value in record.items() if name not in keys and not isinstance(value, dict)
    ]
    for name in names:
        if name in record:
            if arguments.get("drop"):
                del record[name]
            else:
                record[name] = None
