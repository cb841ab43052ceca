"""The control API under `/__control__/`, never part of the faked API.

GET  state                       the truth about the data, the time, the number of requests
POST reset {options}             start anew; options that are left out are those of the start
GET  faults | POST faults [..]   the rules in force; POST puts others in their place
GET  log[?since=N] | GET log/counts | POST log/clear
POST clock {advance | set | freeze | speed}

Whatever else a system offers is in its own control.py. A refusal is 400 with {"error": text}.
"""

from urllib.parse import parse_qs

from .system import Refused, body_of, object_of


def respond(app, request):
    """A JSON-able value for a control request; None if there is no such thing."""
    parts = [part for part in request.segments[2:] if part]
    route = _ROUTES.get((request.method, "/".join(parts)))
    if route:
        return route(app, request)
    return app.system.control(request, parts)


def _state(app, _request):
    now = app.system.clock.now().strftime("%Y-%m-%d %H:%M:%S")
    return {
        "system": app.system.name,
        "now": now,
        "requests": app.log.count,
        "faults": len(app.faults.rules),
        **app.system.state(),
    }


def _reset(app, request):
    app.reset(object_of(request))
    return _state(app, request)


def _faults(app, _request):
    return {"rules": app.faults.describe()}


def _set_faults(app, request):
    body = body_of(request)
    rules = body.get("rules") if isinstance(body, dict) else body
    if not isinstance(rules, list):
        raise Refused("Send a list of rules.")
    app.faults.replace(rules)
    return _faults(app, request)


def _log(app, request):
    since = parse_qs(request.query).get("since", ["0"])[0]
    if not since.isdigit():
        raise Refused("since is the number of an entry.")
    return {"count": app.log.count, "requests": app.log.since(int(since))}


def _log_counts(app, _request):
    return app.log.by_path()


def _clear_log(app, _request):
    app.log.clear()
    return {"count": 0}


def _clock(app, request):
    body = object_of(request)
    clock = app.system.clock
    try:
        if "set" in body:
            clock.set(body["set"])
        if "advance" in body:
            clock.advance(float(body["advance"]))
        if "speed" in body:
            clock.hasten(float(body["speed"]))
    except (TypeError, ValueError) as error:
        raise Refused(f"That is no time: {error}") from None
    if "freeze" in body:
        clock.freeze(bool(body["freeze"]))
    return {"now": clock.now().isoformat()}


_ROUTES = {
    ("GET", "state"): _state,
    ("POST", "reset"): _reset,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _set_faults,
    ("GET", "log"): _log,
    ("GET", "log/counts"): _log_counts,
    ("POST", "log/clear"): _clear_log,
    ("POST", "clock"): _clock,
}
