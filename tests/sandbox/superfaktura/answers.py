"""JSON as PHP writes it, and the messages in the languages of an account."""

import json

from ..server import HTML, Answer

_TEXTS = {
    "created": ("Klient bol vytvorený", "Klient byl vytvořen", "Client created"),
    "saved": ("Klient bol uložený", "Klient byl uložen", "The client has been saved"),
    "deleted": ("Kontakt bol vymazaný", "Kontakt byl smazán", "Contact deleted"),
    "not_found": ("Klient nenájdený", "Klient nenalezen", "Client not found"),
    "invalid_id": ("Neplatné ID klienta", "Neplatné ID klienta", "Invalid client id"),
    "missing": ("Chýbajúce údaje", "Chybějící údaje", "Missing data"),
    "bad_format": ("Zlý formát údajov", "Špatný formát dat", "Bad data format"),
    "name_required": ("Zadajte názov.", "Zadejte název.", "Enter the name."),
    "may_not_create": (
        "Nemôžete vytvárať nové položky",
        "Nemůžete vytvářet nové položky",
        "You can't create new items",
    ),
    "may_not": (
        "Na túto akciu nemáte oprávnenie",
        "K této akci nemáte oprávnění",
        "You are not authorized to do this",
    ),
    "has_invoices": (
        "Klienta s faktúrami nie je možné vymazať",
        "Klienta s fakturami nelze smazat",
        "A client with invoices can't be deleted",
    ),
    "item_not_found": (
        "Skladová položka nenájdená",
        "Skladová položka nenalezena",
        "StockItem not found",
    ),
    "first_stock": ("Počiatočný stav skladu", "Počáteční stav skladu", "Initial stock"),
    "stock_by_hand": (
        "Ručná úprava stavu na sklade",
        "Ruční úprava stavu na skladě",
        "Manual change of the stock",
    ),
    "wrong_method": ("Zlá metóda", "Špatná metoda", "Wrong method"),
    "sign_in": (
        "Prihlásenie do API zlyhalo",
        "Přihlášení k API selhalo",
        "Signing in to the API failed",
    ),
    "lapsed": (
        "API môžete používať len s platným prémiovým členstvom",
        "API můžete používat jen s platným prémiovým členstvím",
        "The API needs a valid premium membership",
    ),
    "quota": (
        "Prekročili ste limit požiadaviek na API",
        "Překročili jste limit požadavků na API",
        "The limit of requests to the API is exceeded",
    ),
    "contact_client": (
        "Klient nenájdený. Skontrolujte pole client_id.",
        "Klient nenalezen. Zkontrolujte pole client_id.",
        "Client not found. Please check client_id field.",
    ),
    "contact_not_found": ("Kontakt nenájdený", "Kontakt nenalezen", "Contact not found"),
    "tag_exists": ("Štítok už existuje", "Štítek již existuje", "Tag already exists"),
    "page_not_found": ("Stránka neexistuje", "Stránka neexistuje", "Page not found"),
}
_LANGUAGES = ("sk", "cs", "en")


def text(language, key):
    """A message in the language of the account."""
    return _TEXTS[key][_LANGUAGES.index(language)]


def encode(value):
    """JSON in bytes, the way PHP writes it: \\u escapes, and slashes escaped too."""
    raw = json.dumps(value, separators=(",", ":"))
    return raw.replace("/", "\\/").encode("ascii")


def answer(value, status=200, **headers):
    return Answer(status, encode(value), headers=headers)


def error(message, status=200, code=1):
    """The usual error. Most endpoints say it twice, under two keys."""
    return answer({"error": code, "message": message, "error_message": message}, status)


def html(body, status=200):
    return Answer(status, body.encode(), HTML)
