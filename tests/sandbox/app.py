"""One request: the log, the faults, then the system; or the control API."""

import json
import threading

from . import control
from .faults import Faults, spoilt
from .log import RequestLog
from .server import Answer
from .system import Refused

_CONTROL = "__control__"


class App:
    """What the server calls. Requests are answered one at a time; delays are outside the lock."""

    def __init__(self, system, options):
        self.system = system
        self.faults = Faults()
        self.log = RequestLog()
        self._lock = threading.Lock()
        self._options = options
        self.reset({})

    def __call__(self, request):
        with self._lock:
            if request.segments[1:2] == [_CONTROL]:
                return self._control(request)
            return self._answer(request)

    def reset(self, options):
        """The data of the seed, no faults, an empty log, the real time."""
        # First what may refuse the options.
        self.system.reset({**self._options, **options})
        self.faults.rules = []
        self.log.clear()

    def _answer(self, request):
        system = self.system
        credentials, account = system.credentials(request)
        entry = self.log.open(request, credentials, account, system.clock.now())
        changes, rule = self.faults.take(request, system.page_number(request))
        for change in changes:
            system.mutate(change.arguments.get("change", "delete"), change.arguments)
        if rule is None:
            answer = system.answer(request)
        else:
            entry["fault"] = rule.kind
            answer = spoilt(rule, system, lambda: system.answer(request))
        entry["status"] = None if answer.reset else answer.status
        return answer

    def _control(self, request):
        try:
            value = control.respond(self, request)
        except Refused as refusal:
            return Answer(400, json.dumps({"error": str(refusal)}).encode())
        if value is None:
            return Answer(404, json.dumps({"error": "The control API has no such thing."}).encode())
        return Answer(200, json.dumps(value, ensure_ascii=False).encode())
