"""Sources: paths into a record, in JMESPath (https://jmespath.org/specification.html).

A path is bounded when it is read, so that none takes long: a list or group that it builds
(``[a, b]``, ``{x: a}``) can double what came before, so there may be a few of them only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import jmespath
from jmespath.exceptions import JMESPathError

from .problems import MappingProblem

LONGEST = 300
_MOST_NODES = 80
_MOST_BUILDERS = 3
_MOST_ENTRIES = 8
_BUILDERS = ("multi_select_list", "multi_select_dict")


class Path:
    """A path that has been read; raises ``path_syntax`` or ``path_too_large``.

    The empty path leads to nothing, for rows whose value a transform makes.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._found = None
        self._counts = False
        if len(text) > LONGEST:
            raise MappingProblem("path_too_large", most=LONGEST)
        if not text.strip():
            return
        try:
            self._found = jmespath.compile(text)
        except (JMESPathError, ValueError, RecursionError):
            raise MappingProblem("path_syntax", path=text) from None
        nodes = list(_nodes(self._found.parsed))
        self._counts = any(node["type"] == "function_expression" for node in nodes)
        builders = [node for node in nodes if node["type"] in _BUILDERS]
        if (
            len(nodes) > _MOST_NODES
            or len(builders) > _MOST_BUILDERS
            or any(len(node["children"]) > _MOST_ENTRIES for node in builders)
        ):
            raise MappingProblem("path_too_large", most=LONGEST)

    def of(self, scope: Mapping[str, object]) -> object:
        """The value there, ``None`` where there is nothing; raises ``path_failed``."""
        if self._found is None:
            return None
        try:
            found = self._found.search(scope)
        except (JMESPathError, ValueError, TypeError, LookupError, ArithmeticError):
            raise MappingProblem("path_failed", path=self.text) from None
        if self._counts and isinstance(found, float):
            # 0.1 + 0.2 is not to become 0.30000000000000004.
            return round(Decimal(str(found)), 12)
        return found


def _nodes(node: object) -> Iterable[dict]:
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting.extend(found["children"])
