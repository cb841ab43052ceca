"""Periods and validity as people write them into names of folders and files."""

from calendar import monthrange
from datetime import date, timedelta

from . import cabinet_words as words
from .common import month_end
from .words import MONTHS

_ROMAN = ("", "I", "II", "III", "IV")


class Calendar:
    """The habits of one office: its language, and a style it mostly keeps to."""

    def __init__(self, rng):
        self.rng = rng
        self.language = rng.choice(("sk", "sk", "sk", "cs", "cs", "pl", "en", "de"))
        self.style = rng.randrange(100)

    # -- periods: (first, last) ---------------------------------------------------------------

    def period(self):
        rng = self.rng
        year, month = rng.randint(2014, 2026), rng.randint(1, 12)
        size = rng.choices(("month", "year", "quarter", "half", "day", "span", "years"),
                           (45, 25, 9, 4, 12, 3, 2))[0]  # fmt: skip
        first = date(year, month, 1)
        if size == "year":
            return date(year, 1, 1), date(year, 12, 31)
        if size == "quarter":
            first = date(year, (month - 1) // 3 * 3 + 1, 1)
            return first, month_end(first + timedelta(days=63))
        if size == "half":
            first = date(year, 1 if month < 7 else 7, 1)
            return first, month_end(first + timedelta(days=155))
        if size == "day":
            day = first.replace(day=rng.randint(1, monthrange(year, month)[1]))
            return day, day
        if size == "span" and month < 11:
            return first, month_end(date(year, rng.randint(month + 1, 12), 1))
        if size == "years":
            return first.replace(month=1), date(year + rng.randint(1, 2), 12, 31)
        return first, month_end(first)

    def year(self, period):
        return date(period[0].year, 1, 1), date(period[0].year, 12, 31)

    def month(self, period):
        first = period[0].replace(day=1)
        return first, month_end(first)

    def within(self, period):
        first, last = period
        day = first + timedelta(days=self.rng.randint(0, (last - first).days))
        return day, day

    def agreed(self, told):
        """The narrowest of several that lie one within the other, else ``None``."""
        narrow = None
        for period in told:
            if narrow is None or (narrow[0] <= period[0] and period[1] <= narrow[1]):
                narrow = period
            elif not (period[0] <= narrow[0] and narrow[1] <= period[1]):
                return None
        return narrow

    # -- writing ------------------------------------------------------------------------------

    def _choose(self, forms):
        """Mostly this office's habit, now and then another."""
        if self.rng.random() < 0.8:
            return forms[self.style % len(forms)]
        return self.rng.choice(forms)

    def write(self, period, folder=False):
        first, last = period
        year, days = first.year, (last - first).days
        months = (last.year - year) * 12 + last.month - first.month + 1
        if days == 0:
            return self._choose(self._day(first))
        if months == 1:
            return self._choose(self._month(first))
        if months == 3 and first.month in (1, 4, 7, 10):
            return self._choose(self._quarter(year, (first.month + 2) // 3))
        if months == 6 and first.month in (1, 7):
            return self._choose(self._half(year, 1 if first.month == 1 else 2))
        if months == 12:
            return self._choose((f"{year}", f"{year}", f"{year}", f"rok {year}", f"{year}",
                                 f"{year}", f"za rok {year}", f"r. {year}"))  # fmt: skip
        if months > 12:
            return self.rng.choice((f"{year}-{last.year}", f"{year}_{last.year}",
                                    f"{year} - {last.year}"))  # fmt: skip
        return self._span(first, last)

    def _day(self, day):
        forms = [f"{day:%Y-%m-%d}", f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}",
                 f"{day:%Y_%m_%d}", f"{day:%Y%m%d}", f"{day.day}. {day.month}. {day.year}",
                 f"{day:%d-%m-%Y}"]  # fmt: skip
        if self.language in words.GENITIVE:
            forms.append(f"{day.day}. {words.GENITIVE[self.language][day.month - 1]} {day.year}")
        return forms

    def _month(self, first):
        year, month = first.year, first.month
        name = MONTHS[self.language][month - 1]
        return (
            f"{year}-{month:02d}", f"{month:02d}.{year}", f"{name} {year}", f"{year}_{month:02d}",
            f"{year}{month:02d}", f"{year} {name}", f"{month:02d}-{year}", f"{name}{year}",
            f"{year}.{month:02d}", f"{month}.{year}", f"{name.upper()}_{year}",
            f"{month:02d}_{year}", f"{name[:3]} {year}", f"{year}-{month}",
            f"{year} {month:02d} {name}",
        )  # fmt: skip

    def write_month(self, first):
        """A folder below that of the year."""
        name = MONTHS[self.language][first.month - 1]
        return self._choose((f"{first.month:02d}", name, f"{first.month:02d}_{name}",
                             f"{first.month}", f"{first.month:02d} {name.capitalize()}",
                             f"{first:%Y-%m}", f"{first.month:02d}.{first.year}"))  # fmt: skip

    def _quarter(self, year, number):
        word = words.QUARTER[self.language]
        return (f"Q{number} {year}", f"{year} Q{number}", f"{year}-Q{number}", f"{number}Q{year}",
                f"{number}. {word} {year}", f"{_ROMAN[number]}. {word} {year}", f"{year}Q{number}",
                f"{_ROMAN[number]}.Q {year}", f"{number}.Q.{year}", f"{year} {number}. {word}",
                f"{_ROMAN[number]}. {word[:3]} {year}")  # fmt: skip

    def _half(self, year, number):
        word = words.HALF[self.language]
        return (f"H{number} {year}", f"{year} H{number}", f"{number}. {word} {year}",
                f"{_ROMAN[number]}. {word} {year}", f"{year}-H{number}",
                f"{number}.{word} {year}")  # fmt: skip

    def _span(self, first, last):
        names = MONTHS[self.language]
        return self.rng.choice((
            f"{first.month:02d}-{last.month:02d}.{first.year}",
            f"{first.month:02d}-{last.month:02d}_{first.year}",
            f"{names[first.month - 1]}-{names[last.month - 1]} {first.year}",
            f"{first:%d.%m.%Y}-{last:%d.%m.%Y}",
            f"od {first.day}.{first.month}.{first.year} do {last.day}.{last.month}.{last.year}",
            f"{first:%Y-%m} - {last:%Y-%m}",
            f"{first:%Y-%m-%d}_{last:%Y-%m-%d}",
            f"{first:%m.%Y}-{last:%m.%Y}",
        ))  # fmt: skip

    def validity(self):
        """(what is written, the last day that it holds)"""
        rng = self.rng
        day = date(rng.randint(2024, 2030), rng.randint(1, 12), rng.randint(1, 28))
        forms = [(f"{day:%d.%m.%Y}", day), (f"{day:%Y-%m-%d}", day),
                 (f"{day.day}.{day.month}.{day.year}", day), (f"{day:%Y-%m}", month_end(day)),
                 (f"{day:%m.%Y}", month_end(day)),
                 (f"{day.year}", date(day.year, 12, 31)), (f"{day:%Y%m%d}", day)]  # fmt: skip
        text, last = rng.choice(forms)
        return rng.choice(words.VALID[self.language]).format(d=text), last
