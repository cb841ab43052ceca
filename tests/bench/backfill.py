"""`./dev bench backfill`: 3,000 orders of 1,000 customers with 500 products from jortt to Fortnox.

budget_used         requests sent over requests allowed while working, of both systems together:
                    10 a second and 25 in 5 seconds, as they document, by the sandboxes' clocks
refused             answers with status 429
requests_per_order  to both systems

The clocks of both sandboxes run four times as fast, and the addon keeps to limits hastened as much
(see `_flow.py`); `--speed 1` is real time and takes about half an hour.
"""

from tools.errors import ToolError

from ._between import CUSTOMERS, ORDERS, PRODUCTS, SPEED, two_systems
from ._common import finish, options


def main():
    chosen = options(__doc__, orders=ORDERS, customers=CUSTOMERS, products=PRODUCTS, speed=SPEED)
    with two_systems(chosen) as (bench, name, urls):
        measured = bench.measure(name, "backfill", speed=chosen.speed, **urls)
    if measured["arrived"] != chosen.orders:
        raise ToolError(f"{measured['arrived']} of {chosen.orders} orders have arrived.")
    sent = sum(measured["requests"].values())
    finish(
        budget_used=sent / sum(measured["allowed"].values()),
        refused=measured["refused"],
        requests_per_order=sent / chosen.orders,
        seconds=measured["seconds"],
        requests=measured["requests"],
        allowed={code: round(count) for code, count in measured["allowed"].items()},
    )


if __name__ == "__main__":
    main()
