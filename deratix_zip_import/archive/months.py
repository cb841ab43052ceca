"""Names of months in Slovak, Czech, Polish, German and English, and the days of a period."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from .findings import Span

# Folded; nominative, genitive and locative. The names are those of Unicode CLDR.
_NAMES = (
    "january januar januara januari januaru leden ledna lednu styczen stycznia styczniu janner",
    "february februar februara februari februaru unor unora unoru luty lutego lutym feber",
    "march marec marca marci brezen brezna breznu marzec marcu marz maerz",
    "april aprila aprili aprilu duben dubna dubnu kwiecien kwietnia kwietniu",
    "may maj maja maji maju kveten kvetna kvetnu mai",
    "june jun juna juni junu cerven cervna cervnu czerwiec czerwca czerwcu",
    "july jul jula juli julu cervenec cervence cervenci lipiec lipca lipcu",
    "august augusta auguste augustu srpen srpna srpnu sierpien sierpnia sierpniu",
    "september septembra septembri zari wrzesien wrzesnia wrzesniu",
    "october oktober oktobra oktobri rijen rijna rijnu pazdziernik pazdziernika pazdzierniku",
    "november novembra novembri listopad listopadu listopada listopadzie",
    "december decembra decembri prosinec prosince prosinci grudzien grudnia grudniu dezember",
)
_SHORT_NAMES = (
    "jan sty", "feb lut", "mar", "apr kwi", "kve", "cvn cze", "cvc lip",
    "aug srp sie", "sep sept zar wrz", "oct okt rij paz", "nov", "dec dez gru",
)  # fmt: skip
# Words that are other things too, and count only beside a year.
_DOUBTFUL_NAMES = "may april august augusta march june jula juli juna leden"
DOUBTFUL = frozenset(" ".join((*_SHORT_NAMES, _DOUBTFUL_NAMES)).split())
MONTHS = {
    word: number
    for names in (_NAMES, _SHORT_NAMES)
    for number, words in enumerate(names, 1)
    for word in words.split()
}


def day(year: int, month: int, number: int) -> Span:
    """One day; ``ValueError`` when there is none such."""
    found = date(year, month, number)
    return Span(found, found, "day")


def months(year: int, first: int, last: int, granularity: str) -> Span:
    """From the first day of one month to the last day of another in the same year."""
    if not 1 <= first <= last <= 12:
        raise ValueError(f"no months: {first} to {last}")
    end = date(year, last, monthrange(year, last)[1])
    return Span(date(year, first, 1), end, granularity)


def unit(year: int, granularity: str, number: int) -> Span:
    """A year's month, quarter or half by its number from 1."""
    size = {"month": 1, "quarter": 3, "half": 6}[granularity]
    return months(year, (number - 1) * size + 1, number * size, granularity)


def whole_year(year: int) -> Span:
    return months(year, 1, 12, "year")
