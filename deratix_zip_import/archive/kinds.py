"""What type of document a name tells, by key words in five languages.

``KEYWORDS`` is what an installation starts with; people edit it, so it is data, not code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .words import Word, from_left, split, stem

# Slovak, Czech, Polish, English, German; the ending of a case or number needs no line of its own.
KEYWORDS: dict[str, tuple[str, ...]] = {
    "sds": (
        "SDS", "MSDS", "KBÚ", "BL", "SDB", "karta bezpečnostných údajov",
        "karta bezp. údajov", "bezpečnostný list", "bezpečnostní list", "bezp. list",
        "bezpečnostné listy", "bezpečnostní listy", "bezp. listy",
        "karta charakterystyki", "karta bezpieczeństwa", "safety data sheet",
        "material safety data sheet", "Sicherheitsdatenblatt", "Sicherheitsdatenblätter",
    ),
    "certificate": (
        "certifikát", "osvedčenie", "osvědčení", "certyfikat", "certificate", "Zertifikat",
        "vyhlásenie o zhode", "prohlášení o shodě", "deklaracja zgodności",
        "declaration of conformity", "certificate of conformity", "Konformitätserklärung",
        "atest", "Bescheinigung", "zaświadczenie",
    ),
    "qualification": (
        "osvedčenie o odbornej spôsobilosti", "odborná spôsobilosť", "odbornej spôsobilosti",
        "certifikát odbornej spôsobilosti", "OOS", "osvedčenie o OS", "osvedčenia o OS",
        "osvědčení o odborné způsobilosti", "odborná způsobilost", "odborné způsobilosti",
        "kvalifikácia", "kvalifikace", "kwalifikacje", "świadectwo kwalifikacji",
        "świadectwo kwalifikacyjne", "zaświadczenie kwalifikacyjne", "uprawnienia",
        "qualification", "qualification certificate", "certificate of competence",
        "Sachkunde", "Sachkundenachweis", "Befähigungsnachweis", "Qualifikation",
        "Qualifikationsnachweis",
    ),
    "licence": (
        "licencia", "licence", "license", "licencja", "Lizenz", "povolenie", "povolení",
        "oprávnenie", "oprávnění", "živnostenský list", "živnostenské listy",
        "živnostenské oprávnenie", "živnostenské oprávnění", "koncesia", "koncese",
        "koncesná listina", "koncesní listina",
        "koncesja", "zezwolenie", "pozwolenie", "permit", "Genehmigung", "Konzession", "Erlaubnis",
    ),
    "contract": (
        "zmluva", "zmlúv", "zml", "ZoD", "ZoS", "smlouva", "smluv", "umowa", "umów", "contract",
        "agreement", "service agreement", "Vertrag", "Verträge", "Dienstleistungsvertrag",
        "Werkvertrag", "Wartungsvertrag", "Rahmenvertrag", "dodatok", "dodatky", "dodatek",
        "aneks", "licenčná zmluva", "licenční smlouva", "umowa licencyjna", "licence agreement",
        "license agreement", "dodatok k zmluve", "dodatek ke smlouvě", "aneks do umowy",
    ),
    "insurance": (
        "poistenie", "poistka", "poistky", "poistná zmluva", "poistné zmluvy",
        "poistný certifikát", "certifikát o poistení", "potvrdenie o poistení",
        "doklad o poistení", "zmluva o poistení", "poistenie zodpovednosti", "PZP",
        "pojištění", "pojistka", "pojistky", "pojistná smlouva", "pojistný certifikát",
        "smlouva o pojištění", "certifikát o pojištění", "potvrzení o pojištění", "ubezpieczenie",
        "polisa", "umowa ubezpieczenia", "certyfikat ubezpieczenia", "insurance",
        "insurance policy", "insurance certificate", "certificate of insurance",
        "insurance contract", "Versicherung", "Versicherungsschein", "Versicherungsvertrag",
        "Versicherungspolice", "Haftpflicht", "Haftpflichtversicherung",
    ),
    "map": (
        "mapa", "mapy", "mapu", "mape", "máp", "map", "maps", "mapka", "mapky", "mapa staníc",
        "site map", "bait station map", "floor plan", "site plan", "pôdorys", "půdorys", "nákres",
        "náčrt", "plány", "plán objektu", "plán budovy", "plán areálu", "plán rozmiestnenia",
        "plán rozmístění", "rozmístění stanic", "rozmiestnenie staníc", "situačný plán",
        "situační plán", "situačný nákres", "plan obiektu", "plan rozmieszczenia", "szkic",
        "rzut", "schéma objektu", "Lageplan", "Lagepläne", "Grundriss", "Gebäudeplan", "Karte",
    ),
    "attachment": (
        "príloha", "prílohy", "príloh", "příloha", "přílohy", "příloh", "załącznik", "attachment",
        "annex", "appendix", "Anlage", "Anlagen", "Anhang", "Anhänge",
    ),
    "other": (
        "faktúra", "faktura", "invoice", "Rechnung", "objednávka", "zamówienie", "order",
        "Bestellung", "cenová ponuka", "cenová nabídka", "oferta", "offer", "Angebot", "protokol",
        "protokół", "protocol", "Protokoll", "správa", "zpráva", "raport", "report", "Bericht",
        "zápisnica", "zápis", "dodací list", "Lieferschein", "návod", "etiketa", "revízia",
        "ostatné", "ostatní", "rôzne", "různé", "inne", "iné", "jiné", "other", "misc",
        "Sonstiges",
    ),
}  # fmt: skip
# Behind these comes what a document is about: "príloha k zmluve" is no contract.
_ABOUT = frozenset((
    "k", "ku", "ke", "o", "vc", "vcetne", "vratane", "s", "so", "se", "z", "ze", "do", "dla",
    "to", "for", "of", "with", "zu", "zur", "zum", "der", "mit", "fur", "fuer", "von", "vom",
))  # fmt: skip
# The type that is always a part of something: "příloha č. 1 smlouvy".
_PART = "attachment"
# What a document is by itself may lie in the folder of what it belongs to.
NARROWER = frozenset((
    ("contract", "attachment"), ("contract", "insurance"), ("certificate", "qualification"),
    ("certificate", "insurance"), ("licence", "qualification"), ("insurance", "attachment"),
))  # fmt: skip


class KindHit(NamedTuple):
    """A key word found among the words of a part: its type and which words it takes."""

    code: str
    first: int
    end: int


class KindWords:
    """Key words made ready: ``{code: (word or phrase, …)}`` in any languages."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for code, phrases in words.items():
            for phrase in phrases:
                stems = tuple(stem(word.text) for word in split(phrase))
                if stems:
                    self._phrases.setdefault(stems[0], []).append((stems, code))
        for known in self._phrases.values():
            known.sort(key=lambda phrase: -len(phrase[0]))

    def hits(self, words: Sequence[Word]) -> list[KindHit]:
        """What is found, from the left; of several at one place the longest."""
        stems = [stem(word.text) for word in words]
        return from_left(len(stems), lambda at: self._at(stems, at))

    def _at(self, stems: list[str], at: int) -> KindHit | None:
        for phrase, code in self._phrases.get(stems[at], ()):
            end = at + len(phrase)
            if len(phrase) == 1 or tuple(stems[at:end]) == phrase:
                return KindHit(code, at, end)
        return None


def heads(hits: Sequence[KindHit], words: Sequence[Word]) -> list[KindHit]:
    """The hits without those that only say what an earlier one is about ("príloha k zmluve")."""
    kept: list[KindHit] = []
    for hit in hits:
        before = [word.text for word in words[kept[-1].end : hit.first]] if kept else []
        if not kept or not (kept[-1].code == _PART or any(word in _ABOUT for word in before)):
            kept.append(hit)
    return kept
