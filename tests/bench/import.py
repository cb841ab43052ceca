"""`./dev bench import`: 10,000 clients into a database with 10,000 partners, half of which match.

records_per_s      all of an import: the test, HTTP, matching, plan lines, partners, bindings, undo
                   data, findings; from *Preview* to the result, in the scheduler's own method
odoo_load_per_s    Odoo's `load()` creating the same clients from rows in memory
one_by_one_per_s   a search and a create with a commit for each, for the first 1,000 of them
ratio_vs_*         records_per_s over those
rss_growth_mb      how far the peak memory of the importing process rose

Each part has a process and a copy of the database of its own, with `base_vat` and without demo
data. All matching clients bring something that Odoo lacks, so that each of them is written to.
"""

from ._common import CLIENTS, PARTNERS, Bench, finish, options


def main():
    chosen = options(__doc__, clients=CLIENTS, partners=PARTNERS, share=1_000)
    with Bench(chosen.clients) as bench:
        matching = min(chosen.clients, chosen.partners) // 2
        base = bench.database(chosen.partners, matching)
        imported = bench.measure(bench.copy(base), "import")
        loaded = bench.measure(bench.copy(base), "load")
        single = bench.measure(bench.copy(base), "one_by_one", share=chosen.share)
    records_per_s = chosen.clients / imported["seconds"]
    load_per_s = loaded["records"] / loaded["seconds"]
    one_by_one_per_s = single["records"] / single["seconds"]
    finish(
        records_per_s=records_per_s,
        odoo_load_per_s=load_per_s,
        one_by_one_per_s=one_by_one_per_s,
        ratio_vs_load=records_per_s / load_per_s,
        ratio_vs_one_by_one=records_per_s / one_by_one_per_s,
        rss_growth_mb=imported["rss_growth_mb"],
    )


if __name__ == "__main__":
    main()
