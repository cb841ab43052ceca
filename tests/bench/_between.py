"""A database and two sandboxes, for the benchmarks of flows between them."""

import contextlib

from tools.sandbox import Sandbox

from ._common import SEED, Bench

ORDERS, CUSTOMERS, PRODUCTS = 3_000, 1_000, 500
SPEED = 4


@contextlib.contextmanager
def two_systems(chosen):
    """Yields ``(bench, name of the database, addresses for bench.measure)``; the flow is there,
    and so are its orders."""
    with contextlib.ExitStack() as stack:
        urls = {}
        for code, arguments in (
            ("jortt", ["invoices=0", "estimates=0"]),
            ("fortnox", ["orders=0", "invoices=0", "articles=0"]),
        ):
            options = [part for each in arguments for part in ("--option", each)]
            clients = chosen.customers if code == "jortt" else 0
            sandbox = Sandbox(code, seed=SEED, clients=clients, arguments=options).start()
            stack.callback(sandbox.stop)
            urls[code] = sandbox.url
        bench = stack.enter_context(Bench(0, system=None))
        name = bench.empty_database()
        bench.measure(name, "connect_flow", **urls)
        bench.measure(name, "make_orders", orders=chosen.orders, products=chosen.products, **urls)
        yield bench, name, urls
