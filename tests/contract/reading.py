"""Reading a list to its end, as every consumer does."""

from deratix_integrations.providers.base import Query


def pages(read, query=None, between=lambda number: None):
    """The pages of a method such as ``provider.read_page``; ``between`` is told their number."""
    cursor = None
    for number in range(200):
        page = read(query or Query(), cursor)
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return
        between(number)
    raise AssertionError("it does not end")


def rows_and_watermark(read, query=None, between=lambda number: None):
    """All rows, and the watermark that only the last page may have."""
    found = list(pages(read, query, between))
    assert not any(page.watermark for page in found[:-1])
    return [row for page in found for row in page.rows], found[-1].watermark


def ids(rows):
    return [row.external_id for row in rows]
