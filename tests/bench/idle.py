"""`./dev bench idle`: the import of `./dev bench import` once more, with nothing changed.

records_per_s       of the second import, from *Preview* to the result
writes              rows inserted, updated or deleted by it anywhere in the database, but for what
                    the run tells of itself (`_common.OWN_TABLES`)
speedup_vs_import   records_per_s over that of the first import
"""

from tools.output import say

from ._common import CLIENTS, OWN_TABLES, PARTNERS, Bench, finish, options, rows_written


def main():
    chosen = options(__doc__, clients=CLIENTS, partners=PARTNERS)
    with Bench(chosen.clients) as bench:
        matching = min(chosen.clients, chosen.partners) // 2
        name = bench.database(chosen.partners, matching)
        first = bench.measure(name, "import")
        before = rows_written(name)
        second = bench.measure(name, "import")
        after = rows_written(name)
    written = {
        table: count - before.get(table, 0)
        for table, count in after.items()
        if count != before.get(table, 0) and table not in OWN_TABLES
    }
    if written:
        say(f"  written: {written}")
    finish(
        records_per_s=chosen.clients / second["seconds"],
        writes=sum(written.values()),
        speedup_vs_import=first["seconds"] / second["seconds"],
    )


if __name__ == "__main__":
    main()
