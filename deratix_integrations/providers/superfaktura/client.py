"""The endpoints of SuperFaktura's API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta, timezone
from urllib.parse import quote

from ...engine.records import Contact, Party
from ..base import (
    AddressRefused,
    AuthenticationFailed,
    Capabilities,
    Diagnosis,
    Page,
    PermissionDenied,
    ProviderError,
    Query,
    QuotaExceeded,
    RedirectRefused,
    Rejected,
    Row,
    Server,
    ServerFault,
    Setting,
    Step,
    Throttled,
    TimedOut,
    UnexpectedAnswer,
    Unreachable,
    WrongAccount,
)
from . import mapping
from .api import Records, changed_since
from .ordering import ORDER_SOURCES, OrderReading
from .paging import MAX_SIZE
from .products import Products
from .wire import ZONE, search_term, unescaped, utc, whole

CLIENTS = Records("/clients", "Client", "read", mapping.row, MAX_SIZE)
# What tells that no sign-in was tried, or that it cannot be tried now.
_NOT_REACHED = (
    AddressRefused,
    QuotaExceeded,
    RedirectRefused,
    ServerFault,
    Throttled,
    TimedOut,
    UnexpectedAnswer,
    Unreachable,
)


class SuperFaktura(Products, OrderReading):
    """Implements ``providers.base.Provider``.

    Raises ``SettingMissing`` and ``AddressRefused``; sends nothing before a method is called.
    """

    code = "superfaktura"
    capabilities = Capabilities(
        changed_since=True,
        search=True,
        contacts=True,
        write=True,
        order_sources=ORDER_SOURCES,
        products=True,
        stock=True,
        stock_write=True,
    )
    writable = mapping.WRITABLE
    settings = (
        Setting("email", kind="email"),
        Setting("apikey", secret=True),
        Setting("company_id", kind="number"),
    )
    servers = (
        Server("sk", "https://moja.superfaktura.sk"),
        Server("cz", "https://moje.superfaktura.cz"),
        Server("at", "https://meine.superfaktura.at"),
        Server("sandbox_sk", "https://sandbox.superfaktura.sk", sandbox=True),
        Server("sandbox_cz", "https://sandbox.superfaktura.cz", sandbox=True),
    )
    _countries: mapping.Countries | None = None
    _tags: dict[str, str] | None = None

    # -- test --------------------------------------------------------------------------------

    def test(self) -> Diagnosis:
        """Three requests: the account that answers, the list of clients, and an empty ``create``.

        The last creates nothing: without data it is answered by an error (clients.md, "Missing
        data"), or by 403 when the user may not create.
        """
        try:
            number, name = self._account()
        except _NOT_REACHED as error:
            return Diagnosis((Step("reach", False, error=error),))
        except ProviderError as error:
            if isinstance(error, Rejected | PermissionDenied):
                # What a wrong key is answered with is not documented: any refusal of the one
                # call that every signed-in user may make is taken for it.
                error = AuthenticationFailed(host=self._host, setting="apikey")
            return Diagnosis((Step("reach", True), Step("sign_in", False, error=error)))
        steps = [Step("reach", True, detail=self._host)]
        if number != self._company_id:
            # The system answers for another company of the user instead of refusing.
            wrong = WrongAccount(expected=self._company_id, answered=number)
            steps.append(Step("sign_in", False, detail=name, error=wrong))
            return Diagnosis(tuple(steps))
        steps.append(Step("sign_in", True, detail=name))
        count = None
        try:
            listed = self._list(CLIENTS, 1, 1)
            count = listed["itemCount"]
            self._probe_create()
        except ProviderError as error:
            steps.append(Step("permissions", False, error=error))
        else:
            steps.append(Step("permissions", True))
        return Diagnosis(tuple(steps), client_count=count)

    def _account(self) -> tuple[str, str]:
        """Number and name (with company number) of the company that answers."""
        answer = self._transport.request("GET", "/users/getUserCompaniesData", action="sign_in")
        data = answer.get("data") if isinstance(answer, dict) else None
        profiles = list(data.values()) if isinstance(data, dict) else data
        profile = profiles[0].get("UserProfile") if _is_list_of_dicts(profiles) else None
        if not isinstance(profile, dict) or whole(profile.get("id")) is None:
            raise UnexpectedAnswer(host=self._host, reason="shape")
        name = mapping.line(profile.get("company_name")) or mapping.line(profile.get("name"))
        company_number = mapping.line(profile.get("ico"))
        return str(whole(profile["id"])), f"{name} ({company_number})" if company_number else name

    def _probe_create(self) -> None:
        try:
            self._transport.request("POST", "/clients/create", json={}, action="probe")
        except Rejected:
            return

    # -- reading -----------------------------------------------------------------------------

    def read_page(self, query: Query, cursor: str | None = None) -> Page:
        """See ``Provider.read_page``; a page may be empty although more follow.

        ``since``: the API filters by local days only, so it is asked from the day before and
        the rest is sorted out here. Records changed while such a list is being read may miss it;
        the next reading since the start of this one has them.
        """
        return self._read_list(
            CLIENTS,
            _filters(query),
            cursor,
            limit=query.limit,
            wanted=lambda item: _is_since(item, query),
        )

    def party(self, row: Row) -> Party:
        """See ``Provider.party``. The first one costs a request for the countries."""
        countries = self._country_table() if mapping.names_a_country(row.payload) else None
        tags = self._tag_table() if mapping.tag_words(row.payload) else {}
        return mapping.party(row, countries, tags)

    def contacts(self, external_id: str) -> tuple[Contact, ...]:
        number = self._number(external_id)
        path = f"/contact_people/getContactPeople/{number}"
        answer = self._transport.request(
            "GET", path, action="read_contacts", external_id=external_id
        )
        return mapping.contacts(answer)

    def read_party(self, external_id: str) -> Row:
        number = self._number(external_id)
        answer = self._transport.request(
            "GET", f"/clients/view/{number}", action="read", external_id=external_id
        )
        client = answer.get("Client") if isinstance(answer, dict) else None
        if not isinstance(client, dict) or whole(client.get("id")) is None:
            raise UnexpectedAnswer(host=self._host, reason="shape")
        return mapping.row(unescaped({"Client": client, "Tag": answer.get("Tag") or []}))

    def find_party(self, reference: str) -> Row | None:
        wanted = quote(reference, safe="")
        listed = self._list(CLIENTS, 1, 10, f"/search_uuid:{wanted}")
        for _number, item in listed["items"]:
            if mapping.line(item["Client"].get("uuid")) == reference:
                return mapping.row(item)
        return None

    # -- writing -----------------------------------------------------------------------------

    def create_party(self, party: Party, reference: str) -> tuple[str, Row | None]:
        """See ``Provider.create_party``.

        The system looks for an existing client itself before it creates one (by uuid, company
        number, tax number and more, says the documentation), so the id may be that of a client
        that was there before.
        """
        values = {key: value for key, value in party.values().items() if value not in ("", [])}
        fields = self._fields(values)
        fields["Client"]["uuid"] = reference
        answer = self._transport.request("POST", "/clients/create", json=fields, action="create")
        return str(whole(self._made(answer, "Client")["id"])), None

    def update_party(self, external_id: str, changes: dict[str, object]) -> None:
        """See ``Provider.update_party``. Fields outside ``mapping.WRITABLE`` do not exist there
        and are left out; without any other nothing is sent."""
        number = self._number(external_id)
        fields = self._fields(changes)
        if not any(fields.values()):
            return
        if "name" not in fields["Client"]:
            # Documented as required for every change.
            fields["Client"]["name"] = self.read_party(external_id).payload["Client"]["name"]
        fields["Client"]["id"] = number
        self._transport.request(
            "PATCH",
            f"/clients/edit/{number}",
            json=fields,
            action="update",
            external_id=external_id,
        )

    def _fields(self, values: Mapping[str, object]) -> dict[str, dict[str, object]]:
        """The body of a write. Raises ``Rejected`` for a country that the system does not know."""
        fields = mapping.client_fields(values)
        for key, source in mapping.COUNTRY_FIELDS.items():
            code = values.get(source)
            if code:
                known = self._country_table().number(str(code))
                if known is None:
                    raise Rejected(host=self._host, country=str(code))
                fields[key] = known
        body: dict[str, dict[str, object]] = {"Client": fields}
        if "tags" in values:
            body["Tag"] = {"Tag": [self._tag_number(str(name)) for name in values["tags"]]}
        return body

    def _tag_number(self, name: str) -> int:
        """The id of a tag; it is made when there is none of this name."""
        for number, known in self._tag_table().items():
            if known.casefold() == name.casefold():
                return int(number)
        answer = self._transport.request(
            "POST", "/tags/add", json={"name": name}, action="create_tag"
        )
        number = whole(answer.get("tag_id")) if isinstance(answer, dict) else None
        if number is None:
            raise UnexpectedAnswer(host=self._host, reason="shape", unclear=True)
        self._tag_table()[str(number)] = name
        return number

    # -- value lists, each asked for once --------------------------------------------------------

    def _country_table(self) -> mapping.Countries:
        if self._countries is None:
            answer = self._transport.request(
                "GET", "/countries/index/view_full:1", action="read_lists"
            )
            table = mapping.Countries(answer)
            if not table:
                # Without it every client would lose its country.
                raise UnexpectedAnswer(host=self._host, reason="countries")
            self._countries = table
        return self._countries

    def _tag_table(self) -> dict[str, str]:
        if self._tags is None:
            answer = self._transport.request("GET", "/tags/index.json", action="read_lists")
            self._tags = mapping.tag_names(answer)
        return self._tags

    @classmethod
    def client_page(cls, base_url: str, external_id: str) -> str:
        return f"{base_url.rstrip('/')}/clients/view/{quote(external_id, safe='')}"


def _is_list_of_dicts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _filters(query: Query) -> str:
    """What of a query is said in the path."""
    filters = ""
    if query.since:
        filters += changed_since(
            query.since.replace(tzinfo=timezone.utc).astimezone(ZONE) - timedelta(days=1)
        )
    if query.text.strip():
        filters += f"/search:{search_term(query.text.strip())}"
    return filters


def _is_since(item: dict, query: Query) -> bool:
    if query.since is None:
        return True
    modified = utc(item["Client"].get("modified"))
    return modified is None or modified >= query.since
