"""Finding the client of an order in the other system, by the key that its flow names."""

from ...engine import normalize
from ...engine.matching import party_keys
from ...engine.records import Party
from ...providers.base import Query


class ClientFinder:
    """Talks to the other system and does not touch the database.

    :param key: ``email``, ``company_number``, ``vat`` or ``reference``
    """

    def __init__(self, provider, key):
        self.provider = provider
        self.key = key

    def key_of(self, values, reference=""):
        """What a partner is found by, "" when it has none.

        :param values: those of ``Parties.values``
        :param reference: the partner's own
        """
        if self.key == "reference":
            return normalize.text(reference)
        return getattr(party_keys(Party.from_values("", {"name": "", **values})), self.key) or ""

    def find(self, values, reference=""):
        """The rows of the clients there that have exactly the partner's key.

        Searches find what contains a text, so what they gave is looked at again; where they do
        not look at this key, the name is searched for.
        """
        wanted = self.key_of(values, reference)
        if not wanted:
            return []
        if self.key == "reference":
            row = self.provider.find_party(wanted)
            return [row] if row else []
        direct = self.key in self.provider.capabilities.searches
        # As it is written, not as it is compared.
        found = self._search(values[self.key], wanted)
        if not (found or direct):
            found = self._search(values["name"], wanted)
        return list(found.values())

    def _search(self, text, wanted):
        found, cursor = {}, None
        while True:
            page = self.provider.read_page(Query(text=text), cursor)
            for row in page.rows:
                if getattr(party_keys(self.provider.party(row)), self.key) == wanted:
                    found[row.external_id] = row
            cursor = page.next_cursor
            if cursor is None:
                return found
