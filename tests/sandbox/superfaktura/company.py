"""What is not about clients: companies, value lists, tags."""

from . import countries
from .answers import answer, error

_SEQUENCES = {
    "regular": ("Faktúra", "RRRRCCC", "2026007"),
    "proforma": ("Zálohová faktúra", "ZALRRRRCCC", "ZAL2026002"),
    "estimate": ("Cenová ponuka", "CPRRRRCCC", "CP2026001"),
    "order": ("Prijatá objednávka", "OBJRRRRCCC", "OBJ2026001"),
}


def companies_data(account, current, everything):
    """The company that answers, or all of the account."""
    wanted = account.books if everything else [current]
    data = {each: _profile(account, each) for each in wanted}
    return answer({"data": data, "error": 0, "error_message": ""})


def company_switcher(account):
    """All companies. With one they are a list, with several an object; the key is in clear."""
    profiles = {each: {"Logo": [], **_profile(account, each)} for each in account.books}
    for profile in profiles.values():
        del profile["BankAccount"]
    companies = profiles if len(profiles) > 1 else list(profiles.values())
    return answer({"user_name": None, "apikey": account.options.apikey, "companies": companies})


def country_list(account, full):
    table = countries.table(account.options.language)
    if not full:
        return answer({str(number): name for number, (_iso, name) in table.items()})
    rows = [
        {"id": number, "name": name, "iso": iso.lower(), "eu": countries.in_union(iso)}
        for number, (iso, name) in table.items()
    ]
    return answer([{"Country": row} for row in rows])


def tag_list(account):
    """An object of names by number; without tags an empty list, as PHP writes it."""
    return answer({str(number): name for number, name in account.tags.items()} or [])


def tag_add(account, data):
    refused = _tag_refused(account, data)
    if refused:
        return refused
    name = str(data["name"]).strip()
    number = account.add_tag(name)
    return answer({"error": 0, "tag_id": number, "tag_name": name}, 201)


def tag_edit(account, number, data):
    if number not in account.tags:
        return error(account.text("not_found"), 404)
    refused = _tag_refused(account, data)
    if refused:
        return refused
    account.tags[number] = name = str(data["name"]).strip()
    return answer({"error": 0, "tag_id": number, "tag_name": name})


def tag_delete(account, number):
    if account.options.read_only:
        return error(account.text("may_not"), 403)
    if account.tags.pop(number, None) is None:
        return error(account.text("not_found"), 404)
    for book in account.books.values():
        for client, tags in list(book.tags.items()):
            if number in tags:
                rest = tuple(tag for tag in tags if tag != number)
                row = {**book.clients[client]}
                row["tags"] = ", ".join(account.tags[tag] for tag in rest) or None
                book.put(client, row, tags=rest)
    return answer({"error": 0})


def sequences(account, current):
    made = {}
    for index, (kind, (name, mask, formatted)) in enumerate(_SEQUENCES.items()):
        made[kind] = [
            {
                "id": str(238_534 + index),
                "user_profile_id": current,
                "item_type": kind,
                "name": name,
                "mask": mask,
                "sequence": str(int(formatted[-3:])),
                "sequence_formatted": formatted,
                "period_type": "yearly",
                "default": "1",
                "created": "2018-01-01 08:15:36",
                "modified": "2018-01-01 08:15:36",
            }
        ]
    return answer(made)


def _tag_refused(account, data):
    if account.options.read_only:
        return error(account.text("may_not"), 403)
    name = str(data.get("name") or "").strip()
    if not name:
        return error(account.text("missing"), 400)
    if name.casefold() in (known.casefold() for known in account.tags.values()):
        return error(account.text("tag_exists"), 409)
    return None


def _profile(account, company_id):
    index = list(account.books).index(company_id)
    number = countries.number(account.options.country.upper())
    name = "Firma Demo s.r.o." if index == 0 else f"Firma Demo {index + 1} s.r.o."
    profile = {
        "id": company_id,
        "user_id": "384",
        "country_id": str(number),
        "company_name": name,
        "ico": ("12345679", "23456781", "34567891")[index % 3],
        "dic": "2020202028",
        "ic_dph": "" if index else "SK2020202028",
        "business_register": None,
        "address": "Hlavná 1",
        "city": "Bratislava",
        "zip": "811 04",
        "phone": "",
        "web": "",
        "tax_payer": "1",
        "company_type": "ltd",
        "modified": "2018-01-01 08:15:36",
    }
    return {"UserProfile": profile, "BankAccount": []}
