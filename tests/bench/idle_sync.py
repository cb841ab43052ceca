"""`./dev bench idle_sync`: 100,000 linked clients, nothing changed, ten cycles.

writes              rows inserted, updated or deleted anywhere in the database, but for what a look
                    tells of itself (`_common.OWN_TABLES`)
requests_per_cycle  to the other system; of this and what follows the worst of the cycles counts
queries_per_cycle   SQL of the look and of the worker that has nothing to do
seconds_per_cycle

The partners are not made by a comparison, which would take many minutes; see `_sync.from_now_on`.
"""

from ._common import Bench, finish, options, rows_written, writes_since

LINKED = 100_000


def main():
    chosen = options(__doc__, linked=LINKED, cycles=10)
    with Bench(chosen.linked, "fakturownia") as bench:
        name = bench.empty_database()
        bench.measure(name, "connect")
        bench.measure(name, "from_now_on")
        before = rows_written(name)
        measured = bench.measure(name, "idle_sync", cycles=chosen.cycles)
        writes = writes_since(name, before)
    finish(
        writes=writes,
        **{f"{key}_per_cycle": max(values) for key, values in measured.items()},
    )


if __name__ == "__main__":
    main()
