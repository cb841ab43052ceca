"""`./dev bench sync`: 20,000 linked clients, 200 changed on either side, 20 of them on both.

seconds           from the look that finds the changes to the quiet look after all is carried over
requests          to the other system meanwhile
writes_odoo       rows inserted, updated or deleted in Odoo's tables, but for the addon's own and
                  Odoo's notes about its scheduler; `writes_needed` says how many it takes
writes_external   requests that write in the other system
converged         all linked clients have the same value on both sides in every field that both hold
records_per_s     clients that were changed, over seconds

The account and Odoo are made the same as a person would do it: the first comparison with an empty
Odoo, then *History Too*. A part of the invented clients is set aside there (wrong numbers, the same
client twice), so the account has some more than are linked. In conflicts the newest value wins;
half of them are newer here, half there.
"""

from tools.output import say

from ._common import OWN_TABLES, Bench, finish, options, rows_written

LINKED = 20_000
# One client of so many is set aside at the first comparison.
_SET_ASIDE = 10
_OWN_PREFIX = "deratix_"


def main():
    chosen = options(__doc__, linked=LINKED, changed=200, conflicts=20)
    with Bench(chosen.linked + chosen.linked // _SET_ASIDE, "fakturownia") as bench:
        name = bench.empty_database()
        bench.measure(name, "connect")
        bench.measure(name, "history_too")
        needed = bench.measure(name, "edit", changed=chosen.changed, conflicts=chosen.conflicts)
        before = rows_written(name)
        measured = bench.measure(name, "sync")
        after = rows_written(name)
        difference = bench.measure(name, "difference")
    written = {
        table: count - before.get(table, 0)
        for table, count in after.items()
        if count != before.get(table, 0)
    }
    say(f"  written: {written}")
    finish(
        seconds=measured["seconds"],
        requests=measured["requests"],
        writes_odoo=sum(
            count
            for table, count in written.items()
            if table not in OWN_TABLES and not table.startswith(_OWN_PREFIX)
        ),
        writes_external=measured["writes_external"],
        converged=difference["linked"] == difference["alike"],
        records_per_s=needed["changed"] / measured["seconds"],
        writes_needed={key: needed[key] for key in ("writes_odoo", "writes_external")},
    )


if __name__ == "__main__":
    main()
