"""Query strings as Rails reads them."""

from urllib.parse import parse_qsl


class Parameters:
    """`kinds[]=a&kinds[]=b` is a list, `fields[invoice]=a,b` an object; the last one wins."""

    def __init__(self, query):
        self._values = {}
        self._lists = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name.endswith("[]"):
                self._lists.setdefault(name[:-2], []).append(value)
            else:
                self._values[name] = value

    def __contains__(self, name):
        return name in self._values

    def get(self, name, default=""):
        return self._values.get(name, default)

    def list(self, name):
        return self._lists.get(name, [])

    def split(self, name):
        """The parts of a text with commas, [] without it."""
        return [part.strip() for part in self.get(name).split(",") if part.strip()]

    def positive(self, name, default):
        """A whole number above zero; `default` for anything else."""
        raw = self.get(name)
        return int(raw) if raw.isascii() and raw.isdigit() and int(raw) > 0 else default

    def page(self, options):
        """(start, stop) of the page that is asked for; a page behind the end is empty."""
        size = min(self.positive("per_page", options.per_page), options.max_per_page)
        start = (self.positive("page", 1) - 1) * size
        return start, start + size
