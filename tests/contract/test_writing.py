"""Creating, finding and changing clients."""

from dataclasses import replace

import pytest

from deratix_integrations.engine.normalize import normalize_party
from deratix_integrations.engine.records import PARTY_FIELDS, Address, Party
from deratix_integrations.providers.base import (
    NotFound,
    PermissionDenied,
    Query,
    Rejected,
    ServerFault,
    UnexpectedAnswer,
    Unreachable,
)

FULL = normalize_party(
    Party(
        external_id="",
        name="Čalúnnictvo „Ťažký & syn“, s.r.o.",
        is_company=True,
        company_number="12345679",
        tax_id="2020202028",
        vat="SK2020202028",
        email="faktury@calunnictvo.example",
        phone="+421905123456",
        address=Address(street="Hlavná 1/A", city="Košice", zip="040 01", country="SK"),
        delivery=Address(
            name="Sklad č. 2", street="Průmyslová 5", city="Brno", zip="602 00", country="CZ",
            phone="+420601123456",
        ),
        iban="SK3112000000198742637541",
        swift="TATRSKBX",
        currency="EUR",
        payment_days=0,
        note="Prvý riadok\ndruhý & <b>tretí</b>",
        tags=("VIP", "Úplne nový štítok"),
    )
)  # fmt: skip

NAMES = [
    "<b>Firma</b> & syn",
    'O\'Reilly "Quotes" \\ / %41 %',
    "Zlaté ručičky 🔧🎉",
    "Cafe\u0301 na ná\u030cmesti\u0301",
    "شركة المثال",
    "株式会社サンプル",
    "x" * 200,
    "{{7*7}} ${7} '; DROP TABLE clients; --",
    "tab\tand\nline",
]


def written(provider, external_id):
    return provider.party(provider.read_party(external_id)).values()


def test_every_field_comes_back(provider_case):
    provider = provider_case.provider()
    full = provider_case.held(FULL)
    external_id, told = provider.create_party(full, "key-1")
    assert told in (None, provider.read_party(external_id))
    got, wanted = written(provider, external_id), full.values()
    for key in PARTY_FIELDS:
        if key in provider_case.writable:
            assert got[key] == wanted[key], key
    assert provider.party(provider.read_party(external_id)).reference == "key-1"


@pytest.mark.parametrize("name", NAMES)
def test_unicode_comes_back(provider_case, name):
    provider = provider_case.provider()
    party = normalize_party(Party(external_id="", name=name, note=name))
    if not provider_case.takes(name):
        with pytest.raises(Rejected) as caught:
            provider.create_party(party, "key-1")
        assert caught.value.params["reasons"]
        assert provider.find_party("key-1") is None
        return
    external_id, _row = provider.create_party(party, "key-1")
    got = written(provider, external_id)
    assert (got["name"], got["note"]) == (party.name, party.note)
    rows = [row for row in provider.read_page(Query(text=party.name)).rows]
    assert [row.external_id for row in rows] == [external_id]


def test_found_by_our_key(provider_case):
    provider = provider_case.provider()
    assert provider.find_party("key-1") is None
    external_id, _row = provider.create_party(provider_case.held(FULL), "key-1")
    party = replace(provider_case.held(FULL), name="Iná", company_number="")
    other, _row = provider.create_party(party, "key-12")
    found = provider.find_party("key-1")
    assert found == replace(found, external_id=external_id)
    assert provider.find_party("key-12").external_id == other
    for key in ("key", "key-2", "KEY-1x", "a/b:c", "ž?#%"):
        assert provider.find_party(key) is None


def test_a_key_with_odd_letters_is_found(provider_case):
    provider = provider_case.provider()
    external_id, _row = provider.create_party(provider_case.held(FULL), "deratix:7/ž?#& %41")
    assert provider.find_party("deratix:7/ž?#& %41").external_id == external_id


@pytest.mark.parametrize("kind", ["reset", "http_500", "html_200"])
def test_a_create_with_no_answer_may_have_happened(provider_case, kind):
    """It says so, is not sent again, and the client is found by our key."""
    provider = provider_case.provider()
    provider.find_party("key-1")
    before = len(provider_case.ids())
    provider_case.fault(kind, match=provider_case.create_path(), times=0, processed=True)
    party = replace(provider_case.held(FULL), tags=())
    with pytest.raises((Unreachable, ServerFault, UnexpectedAnswer)) as caught:
        provider.create_party(party, "key-1")
    assert caught.value.unclear
    assert caught.value.retry
    provider_case.no_faults()
    assert len(provider_case.ids()) == before + 1
    assert provider.find_party("key-1") is not None


def test_only_the_changes_are_written(provider_case):
    provider = provider_case.provider()
    external_id, _row = provider.create_party(provider_case.held(FULL), "key-1")
    before = written(provider, external_id)
    given = {"phone": "+421905999999", "city": "Žilina", "note": "", "payment_days": None}
    changes = {key: value for key, value in given.items() if key in provider_case.writable}
    provider.update_party(external_id, changes)
    assert written(provider, external_id) == {**before, **changes}
    provider.update_party(external_id, {"name": "Nové meno", "country": "AT"})
    assert written(provider, external_id) == {
        **before, **changes, "name": "Nové meno", "country": "AT",
    }  # fmt: skip
    assert provider.find_party("key-1").external_id == external_id


def test_tags_are_written_by_name_and_made_once(tags_case):
    provider = tags_case.provider()
    external_id, _row = provider.create_party(FULL, "key-1")
    provider.update_party(external_id, {"tags": ["úplne NOVÝ štítok", "Ďalší"]})
    assert written(provider, external_id)["tags"] == sorted(["Úplne nový štítok", "Ďalší"])
    provider.update_party(external_id, {"tags": []})
    assert written(provider, external_id)["tags"] == []


def test_what_the_system_does_not_have_is_not_sent(provider_case):
    provider = provider_case.provider()
    external_id = provider_case.ids()[0]
    absent = {key: "x" for key in PARTY_FIELDS if key not in provider_case.writable}
    count = len(provider_case.requests())
    provider.update_party(external_id, absent)
    provider.update_party(external_id, {})
    assert len(provider_case.requests()) == count


def test_a_change_of_what_is_not_there(provider_case):
    gone = provider_case.ids()[0]
    provider_case.delete(gone)
    provider = provider_case.provider()
    for changes in ({"name": "X"}, {"city": "Y"}):
        with pytest.raises(NotFound):
            provider.update_party(gone, changes)


def test_refused_data_says_why(provider_case):
    with pytest.raises(Rejected) as caught:
        provider_case.provider().create_party(Party(external_id="", name=""), "key-1")
    assert caught.value.params["reasons"]
    assert not caught.value.retry
    assert not caught.value.unclear


def test_an_unknown_country_is_refused_before_anything_is_written(value_lists_case):
    provider = value_lists_case.provider()
    party = replace(FULL, address=Address(city="X", country="QQ"))
    before = value_lists_case.ids()
    with pytest.raises(Rejected):
        provider.create_party(party, "key-1")
    assert value_lists_case.ids() == before


def test_a_user_who_may_only_read(read_only_case):
    read_only_case.reset(clients=10, read_only=True)
    provider = read_only_case.provider()
    with pytest.raises(PermissionDenied) as caught:
        provider.create_party(replace(FULL, tags=()), "key-1")
    assert caught.value.params["action"] == "create"
    with pytest.raises(PermissionDenied) as caught:
        provider.update_party(read_only_case.ids()[0], {"city": "X"})
    assert caught.value.params["action"] == "update"
    assert not caught.value.unclear
