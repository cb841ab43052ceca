"""Names that are alike, found among many without comparing with each of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

_MOST_COMPARED = 60
_RAREST = 10
_MOST_NAMES = 1_500


class SimilarNames:
    """An index of name keys by their runs of three letters."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = list(dict.fromkeys(keys))
        self._where: dict[str, list[int]] = defaultdict(list)
        for number, key in enumerate(self._keys):
            for gram in _grams(key):
                self._where[gram].append(number)
        self.find = lru_cache(maxsize=20_000)(self._find)

    def _find(self, query: str, least: float = 80.0, most: int = 5) -> list[tuple[str, float]]:
        """The keys most like the query, best first, with how alike they are (0 to 100)."""
        places = sorted((self._where.get(gram, ()) for gram in _grams(query)), key=len)
        rare = [numbers for numbers in places if numbers][:_RAREST]
        shared = Counter(
            number for numbers in rare if len(numbers) <= _MOST_NAMES for number in numbers
        )
        scored = [
            (self._keys[number], _alike(query, self._keys[number]))
            for number, _count in shared.most_common(_MOST_COMPARED)
        ]
        good = [one for one in scored if one[1] >= least]
        return sorted(good, key=lambda one: (-one[1], one[0]))[:most]


def _grams(key: str) -> set[str]:
    padded = f" {key} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _alike(query: str, key: str) -> float:
    """Whatever the order of the words; a name among other words counts for less."""
    whole = max(fuzz.ratio(query, key), fuzz.token_sort_ratio(query, key))
    return max(whole, 0.9 * fuzz.token_set_ratio(query, key)) if " " in key else whole
