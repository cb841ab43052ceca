"""What reading numbered pages has in common, however a list is ordered.

Pages begin at multiples of their size. A page that overlaps what was read before shows whether
anything has moved meanwhile, so sizes change from page to page.
"""

from __future__ import annotations

from collections.abc import Callable

# More than any account holds; a list that has no end there repeats itself.
_LAST_PAGE = 1 << 17


def window(position: int, largest: int) -> tuple[int, int]:
    """``(page, size)`` of the page that holds this position (from 0) and reaches farthest behind.

    Pages count from 1; sizes go from ``largest`` down to half of it.
    """
    return max(
        ((position // size + 1, size) for size in range(largest, largest // 2, -1)),
        key=lambda found: found[0] * found[1],
    )


def count_records(on_page: Callable[[int], int], size: int) -> int | None:
    """How many records a list of pages holds whose system tells no total: by doubling the page
    number until a page is not full, then by halving. 20,000 records take 16 pages of 100, and the
    number of pages asked for grows with the logarithm only.

    While the list changes the number is about right. ``None`` when it does not seem to end.

    :param on_page: how many records are on a page, counted from 1
    """
    full, beyond = 0, 1
    while (found := on_page(beyond)) >= size:
        full, beyond = beyond, beyond * 2
        if beyond > _LAST_PAGE:
            return None
    # A page that is neither full nor empty is the last one.
    while not found and beyond - full > 1:
        middle = (full + beyond) // 2
        count = on_page(middle)
        if count >= size:
            full = middle
        else:
            beyond, found = middle, count
    return (beyond - 1) * size + found
