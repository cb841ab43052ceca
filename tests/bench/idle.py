"""`./dev bench idle`: the import of `./dev bench import` once more, with nothing changed.

records_per_s       of the second import, from *Preview* to the result
writes              rows inserted, updated or deleted by it anywhere in the database, but for what
                    the run tells of itself (`_common.OWN_TABLES`)
speedup_vs_import   records_per_s over that of the first import
"""

from ._common import CLIENTS, PARTNERS, Bench, finish, options, rows_written, writes_since


def main():
    chosen = options(__doc__, clients=CLIENTS, partners=PARTNERS)
    with Bench(chosen.clients) as bench:
        matching = min(chosen.clients, chosen.partners) // 2
        name = bench.database(chosen.partners, matching)
        first = bench.measure(name, "import")
        before = rows_written(name)
        second = bench.measure(name, "import")
        writes = writes_since(name, before)
    finish(
        records_per_s=chosen.clients / second["seconds"],
        writes=writes,
        speedup_vs_import=first["seconds"] / second["seconds"],
    )


if __name__ == "__main__":
    main()
