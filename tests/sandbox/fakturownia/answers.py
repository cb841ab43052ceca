"""JSON as Rails writes it, and the shapes of refusals."""

from ..server import HTML, Answer
from .store import encode

_TEXTS = {
    "sign_in": (
        "Musisz być zalogowany, aby mieć dostęp do tej strony",
        "You must be logged in to gain access to the site",
    ),
    "blank": ("nie może być puste", "can't be blank"),
    "taken": ("już istnieje", "has already been taken"),
    "invalid": ("jest nieprawidłowe", "is invalid"),
    "nip": ("Nieprawidłowy numer NIP", "The NIP is not valid"),
    "no_such": ("nie istnieje", "does not exist"),
    "empty": ("Brak danych", "No data given"),
    "json": ("Nieprawidłowy format danych", "The data has a wrong format"),
    "status": ("Nieprawidłowy status", "Wrong status"),
    "no_email": ("Brak adresu e-mail nabywcy", "The buyer has no e-mail address"),
    "cancelled": ("Dokument jest anulowany", "The document is cancelled"),
    "limit": ("Przekroczono limit zapytań", "Too many requests"),
    "oid": (
        "Dokument o podanym numerze zamówienia już istnieje",
        "A document with this order number already exists",
    ),
}
_LANGUAGES = ("pl", "en")


def text(language, key):
    return _TEXTS[key][_LANGUAGES.index(language)]


def answer(value, status=200, **headers):
    return Answer(status, encode(value), headers=headers)


def error(message, status):
    """A refusal; the message is a text, or an object of lists of texts by field."""
    return answer({"code": "error", "message": message}, status)


def soft_error(message):
    """A failure that is answered with status 200."""
    return answer({"code": "error", "message": message})


def missing():
    """A record that does not exist."""
    return error("Not Found", 404)


def unknown():
    """An address that does not exist: the framework's own answer, in another shape."""
    return answer({"status": 404, "error": "Not Found"}, 404)


def html(body, status=200, **headers):
    return Answer(status, body.encode(), HTML, headers)
