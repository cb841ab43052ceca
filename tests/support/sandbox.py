"""The sandbox as the tests use it: its control API beside the process that tools.sandbox starts."""

import requests

from tools.sandbox import Sandbox


class SandboxUnderTest(Sandbox):
    """A running sandbox; paths are those below /__control__/."""

    def start(self):
        """Start the process and the HTTP session."""
        super().start()
        self.http = requests.Session()
        return self

    def stop(self):
        """End both."""
        self.http.close()
        super().stop()

    def read(self, path):
        """What a GET on the control API answers, such as `read("log")`."""
        return self._request("GET", path)

    def control(self, path, body=None, *, method="POST", **fields):
        """Change something: `control("clock", seconds=60)`, or a `body` that is no object.

        Raises `requests.HTTPError` when the sandbox refuses.
        """
        return self._request(method, path, fields if body is None else body)

    def reset(self, **options):
        """Back to the data of the seed, without faults and with an empty log."""
        return self.control("reset", **options)

    def _request(self, method, path, body=None):
        address = f"{self.url}/__control__/{path.lstrip('/')}"
        answer = self.http.request(method, address, json=body, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None
