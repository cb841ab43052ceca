"""What was asked of a sandbox."""

import hashlib
import re
from collections import Counter


def fingerprint(credentials):
    """Twelve hex digits that tell credentials apart without showing them; "" for none."""
    if not credentials:
        return ""
    return hashlib.sha256(credentials.encode()).hexdigest()[:12]


class RequestLog:
    """The requests in their order; each a dict that goes into JSON as it is."""

    def __init__(self):
        self.clear()

    def clear(self):
        self._entries = []
        self._count = 0

    def open(self, request, credentials, account, at):
        """Add a request that is being answered; returns the entry for `close`."""
        self._count += 1
        entry = {
            "number": self._count,
            "at": at.strftime("%Y-%m-%d %H:%M:%S"),
            "method": request.method,
            "path": request.path,
            "status": None,
            "credentials": fingerprint(credentials),
            "account": account,
            "fault": None,
        }
        self._entries.append(entry)
        return entry

    def since(self, number=0):
        """The entries after that number."""
        return [entry for entry in self._entries if entry["number"] > number]

    def by_path(self):
        """How many there were by method and path; parts of a path that are numbers are ID."""
        counts = Counter()
        for entry in self._entries:
            path = re.sub(r"(?<=/)\d+(?=[/.]|$)", "ID", entry["path"])
            counts[f"{entry['method']} {path}"] += 1
        return dict(sorted(counts.items()))

    @property
    def count(self):
        return self._count
