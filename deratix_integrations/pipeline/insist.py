"""Short transactions of their own, on a row that several workers write at the same moment."""

import random
import time

from psycopg2.errors import SerializationFailure

_ATTEMPTS = 100


def insisting(count):
    """What ``count()`` returns. Of two workers that count at the same moment PostgreSQL lets one
    write and refuses the other, who has to look again; each time one of them gets on."""
    for _attempt in range(_ATTEMPTS - 1):
        try:
            return count()
        except SerializationFailure:
            time.sleep(random.uniform(0, 0.01))
    return count()
