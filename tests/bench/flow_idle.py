"""`./dev bench flow_idle`: the flow of `backfill` once more, with nothing changed.

writes    rows inserted, updated or deleted anywhere in the database, but for what a look tells of
          itself
requests  to either system; the scan takes up to two for each hundred orders of the source, as
          pages are read again where something may have moved between them
"""

from ._between import CUSTOMERS, ORDERS, PRODUCTS, SPEED, two_systems
from ._common import finish, options, rows_written, writes_since


def main():
    chosen = options(__doc__, orders=ORDERS, customers=CUSTOMERS, products=PRODUCTS, speed=SPEED)
    with two_systems(chosen) as (bench, name, urls):
        bench.measure(name, "backfill", speed=chosen.speed, **urls)
        before = rows_written(name)
        measured = bench.measure(name, "backfill", speed=chosen.speed, **urls)
        writes = writes_since(name, before, own=("deratix_flow", "deratix_token"))
    finish(writes=writes, requests=measured["requests"], seconds=measured["seconds"])


if __name__ == "__main__":
    main()
