"""Fetching a document as PDF, the one answer that is no JSON."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import requests

from .base import ProviderError, RedirectRefused, UnexpectedAnswer
from .transport import Answer, Transport

_MAX_REDIRECTS = 3


class _Kept:
    """An answer of which what was read is kept."""

    def __init__(self, response: requests.Response) -> None:
        self.raw = self
        self.chunks: list[bytes] = []
        self._read1: Callable[..., bytes] = response.raw.read1

    def read1(self, size: int, **options: object) -> bytes:
        chunk = self._read1(size, **options)
        self.chunks.append(chunk)
        return chunk


class PdfTransport(Transport):
    """A transport whose answers are PDF files; their size is limited as all answers are.

    Redirects to the same origin are followed, because documents may be given out under their
    public address; others are refused.
    """

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._session.headers["Accept"] = "application/pdf"
        self._moved = ""

    def fetch(self, path: str, *, action: str, external_id: str) -> bytes:
        """The file at a path. Raises ``ProviderError``; ``UnexpectedAnswer`` for anything else
        than a PDF."""
        for _redirect in range(_MAX_REDIRECTS):
            self._moved = ""
            try:
                answer = self.request("GET", path, action=action, external_id=external_id)
            except RedirectRefused as error:
                refused = error
            else:
                if not isinstance(answer, bytes):
                    raise UnexpectedAnswer(host=self.host, reason="no_pdf")
                return answer
            if not self._moved:
                break
            path = self._moved
        raise refused

    def _read(
        self, method: str, response: requests.Response, answer: Answer, deadline: float
    ) -> ProviderError | None:
        kept = _Kept(response)
        failure = super()._read(method, kept, answer, deadline)
        content = b"".join(kept.chunks)
        # Both marks are required of a file (ISO 32000-1, sections 7.5.2 and 7.5.5); without the
        # second it was cut short.
        if failure is None and content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
            answer.payload, answer.problem = content, ""
        if 300 <= answer.status < 400:
            self._moved = self._path_here(answer.headers.get("Location", ""))
        return failure

    def _path_here(self, location: str) -> str:
        """The path below the base address of a redirect to the same origin, else ""."""
        try:
            target, base = urlsplit(urljoin(f"{self.base_url}/", location)), urlsplit(self.base_url)
            same = (target.scheme, target.hostname, target.port) == (
                base.scheme,
                base.hostname,
                base.port,
            )
        except ValueError:
            return ""
        if not location or not same or target.username or not target.path.startswith(base.path):
            return ""
        path = target.path[len(base.path) :]
        return f"{path}?{target.query}" if target.query else path
