"""What a faked system brings to the common core."""

import json


class Refused(Exception):
    """A request to the control API that makes no sense; answered with 400 and this text."""


class System:
    """Base of the faked systems. Calls come one at a time, under the lock of the app."""

    name = ""
    title = ""
    zone = "UTC"
    # Fields by which an object in an answer is known to be a record.
    record_keys = frozenset(("id",))
    # The address under which the server answers; set once it listens.
    url = ""

    def __init__(self, clock):
        self.clock = clock

    def reset(self, options):
        """Start anew from a seed. `options` is a dict; raises `Refused` for unknown ones."""
        raise NotImplementedError

    def answer(self, request):
        """The `Answer` to a request of the faked API or of a browser."""
        raise NotImplementedError

    def refusal(self, kind, arguments):
        """The `Answer` for the faults `wrong_credentials` and `quota`, in the system's shape."""
        raise NotImplementedError

    def mutate(self, change, arguments):
        """Apply the fault `change_between_pages`: `edit`, `delete` or `insert` a record."""
        raise NotImplementedError

    def page_number(self, request):
        """Which page of a list is asked for; None when it is no list."""
        raise NotImplementedError

    def credentials(self, request):
        """(what identifies the caller, the account it names); both may be empty."""
        raise NotImplementedError

    def state(self):
        """A dict with the truth about the data, for `GET /__control__/state`."""
        raise NotImplementedError

    def control(self, request, parts):
        """What the system adds to the control API: a JSON-able value, or None if unknown."""
        raise NotImplementedError

    def close(self):
        """End what runs beside the answers."""


def body_of(request):
    """The JSON object or list in the body of a control request, {} without one."""
    if not request.body:
        return {}
    try:
        return json.loads(request.body)
    except ValueError as error:
        raise Refused(f"The body is no JSON: {error}") from None


def object_of(request):
    """The JSON object in the body of a control request, {} without one."""
    body = body_of(request)
    if not isinstance(body, dict):
        raise Refused("Send an object.")
    return body
