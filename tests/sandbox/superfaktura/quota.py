"""Requests counted by the company a caller names, right or wrong."""

from datetime import timedelta


class Quota:
    """Counters of a day and of a month, for each company named."""

    def __init__(self, clock, daily_limit, monthly_limit):
        self._clock = clock
        self.daily_limit = daily_limit
        self.monthly_limit = monthly_limit
        self._daily = {}
        self._monthly = {}

    def count(self, company):
        """Count a request; returns "day" or "month" if it is beyond that limit, else ""."""
        self._roll()
        self._daily[company] = self._daily.get(company, 0) + 1
        self._monthly[company] = self._monthly.get(company, 0) + 1
        return self.exceeded(company)

    def exceeded(self, company):
        if self._daily.get(company, 0) > self.daily_limit:
            return "day"
        return "month" if self._monthly.get(company, 0) > self.monthly_limit else ""

    def set_used(self, company, used):
        """Pretend that so many requests were made today."""
        self._roll()
        self._daily[company] = self._monthly[company] = used

    def used(self):
        """Requests of today by company."""
        self._roll()
        return dict(self._daily)

    def headers(self, company):
        """The six headers; the times are local, as the vendor's own client reads them."""
        self._roll()
        day_end, month_end = self._ends()
        daily = max(0, self.daily_limit - self._daily.get(company, 0))
        monthly = max(0, self.monthly_limit - self._monthly.get(company, 0))
        return {
            "X-RateLimit-DailyLimit": self.daily_limit,
            "X-RateLimit-DailyRemaining": daily,
            "X-RateLimit-DailyReset": f"{day_end:%d.%m.%Y %H:%M:%S}",
            "X-RateLimit-MonthlyLimit": self.monthly_limit,
            "X-RateLimit-MonthlyRemaining": monthly,
            "X-RateLimit-MonthlyReset": f"{month_end:%d.%m.%Y %H:%M:%S}",
        }

    def _ends(self):
        midnight = self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        next_month = (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)
        return midnight + timedelta(days=1), next_month

    def _roll(self):
        """Forget the counts of a day or month that is over."""
        now = self._clock.now()
        if self._daily.get("") != now.date():
            self._daily = {"": now.date()}
        if self._monthly.get("") != (now.year, now.month):
            self._monthly = {"": (now.year, now.month)}
