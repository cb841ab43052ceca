"""Texts with places for values: ``{name}, {address.city}``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .paths import Path
from .problems import MappingProblem
from .schema import LONGEST, as_text

_PLACE = re.compile(r"\{([^{}]*)\}")


class Template:
    """A text with paths in braces; ``{value}`` is the value itself. Raises the problems of
    ``Path``."""

    def __init__(self, text: str) -> None:
        self.text = text
        pieces = _PLACE.split(text)
        self._texts = pieces[::2]
        self._paths = [Path(each) for each in pieces[1::2]]

    def fill(self, value: object, scope: Mapping[str, object]) -> str:
        """The text with its values; blanks at its ends, and empty places between blanks, go."""
        inside = {**scope, "value": value}
        made = [self._texts[0]]
        for path, text in zip(self._paths, self._texts[1:], strict=True):
            made += [as_text(path.of(inside)), text]
        if sum(map(len, made)) > LONGEST:
            raise MappingProblem("result_too_large", most=LONGEST)
        return re.sub(" {2,}", " ", "".join(made)).strip()
