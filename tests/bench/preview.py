"""`./dev bench preview`: 10,000 clients against 100,000 partners, of which 5,000 match.

records_per_s      from *Preview* to the plan: the test, HTTP, matching, plan lines
queries_per_page   statements of all connections of the process for each 100 clients
rss_growth_mb      how far the peak memory of the process rose
cost_growth        time per record at 100,000 partners over that at 10,000, each the median of
                   some runs in turn, each run in a process and a copy of the database of its own
"""

from statistics import median

from ._common import CLIENTS, PARTNERS, Bench, finish, options

_PAGE = 100


def main():
    chosen = options(__doc__, clients=CLIENTS, partners=10 * PARTNERS, rounds=3)
    with Bench(chosen.clients) as bench:
        matching = min(chosen.clients, chosen.partners // 10) // 2
        sizes = [chosen.partners // 10, chosen.partners]
        bases = {size: bench.database(size, matching) for size in sizes}
        results = {size: [] for size in sizes}
        for _round in range(chosen.rounds):
            for size in sizes:
                results[size].append(bench.measure(bench.copy(bases[size]), "preview"))
    small, large = (median(each["seconds"] for each in results[size]) for size in sizes)
    finish(
        records_per_s=chosen.clients / large,
        queries_per_page=results[chosen.partners][0]["queries"] / (chosen.clients / _PAGE),
        rss_growth_mb=max(each["rss_growth_mb"] for each in results[chosen.partners]),
        cost_growth=large / small,
    )


if __name__ == "__main__":
    main()
