"""What reading numbered pages has in common, however a list is ordered.

Pages begin at multiples of their size. A page that overlaps what was read before shows whether
anything has moved meanwhile, so sizes change from page to page.
"""

from __future__ import annotations


def window(position: int, largest: int) -> tuple[int, int]:
    """``(page, size)`` of the page that holds this position (from 0) and reaches farthest behind.

    Pages count from 1; sizes go from ``largest`` down to half of it.
    """
    return max(
        ((position // size + 1, size) for size in range(largest, largest // 2, -1)),
        key=lambda found: found[0] * found[1],
    )
