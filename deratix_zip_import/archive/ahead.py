"""Work on the next item while the caller still uses the result of this one."""

from concurrent.futures import ThreadPoolExecutor


def ahead(work, items):
    """Yield ``(item, work(item))`` in order; one thread works one item ahead of the caller.

    Raises what ``work`` raises, when its item is due. When the caller leaves early, what the
    thread has begun is waited for.
    """
    with ThreadPoolExecutor(1) as pool:
        begun = None
        for item in items:
            following = item, pool.submit(work, item)
            if begun:
                yield begun[0], begun[1].result()
            begun = following
        if begun:
            yield begun[0], begun[1].result()
