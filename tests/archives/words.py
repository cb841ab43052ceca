"""What offices in five languages call their documents, months and quarters in names of files.

Written from how people name things, not from what the recogniser knows.
"""

# For each kind: names of files, and names of folders that hold many of them.
FILES = {
    "sds": (
        "karta bezpečnostných údajov", "KBÚ", "bezpečnostní list", "karta charakterystyki",
        "safety data sheet", "SDS", "MSDS", "Sicherheitsdatenblatt", "KBU",
    ),
    "certificate": (
        "certifikát", "certifikat", "Certificate", "osvedčenie", "osvědčení", "Zertifikat",
        "certyfikat", "certifikát ISO 9001", "certifikát EN 16636", "ISO-9001 certifikát",
    ),
    "qualification": (
        "osvedčenie o odbornej spôsobilosti", "odborná spôsobilosť", "odborná způsobilost",
        "qualification certificate", "świadectwo kwalifikacji", "Befähigungsnachweis",
    ),
    "licence": ("licencia", "licence", "licencja", "Lizenz", "license", "povolenie", "povolení"),
    "contract": (
        "zmluva", "Zmluva o dielo", "smlouva", "rámcová zmluva", "umowa", "contract", "Vertrag",
        "Servisná zmluva", "smlouva o dílo", "dodatok k zmluve",
    ),
    "insurance": (
        "poistenie", "poistná zmluva", "pojištění", "pojistná smlouva", "ubezpieczenie", "polisa",
        "insurance", "Versicherung", "poistka",
    ),
    "map": ("mapa", "mapa objektu", "plán objektu", "site map", "Lageplan", "pôdorys", "půdorys"),
    "attachment": ("príloha", "příloha", "załącznik", "attachment", "Anlage", "prilohy k zmluve"),
}  # fmt: skip
FOLDERS = {
    "sds": ("SDS", "KBÚ", "Karty bezpečnostných údajov", "Bezpečnostní listy", "MSDS"),
    "certificate": ("Certifikáty", "Certifikaty", "Certificates", "Osvedčenia", "Zertifikate"),
    "qualification": ("Odborná spôsobilosť", "Kvalifikácie", "Odborná způsobilost"),
    "licence": ("Licencie", "Licence", "Povolenia", "Licencje"),
    "contract": ("Zmluvy", "Smlouvy", "Umowy", "Contracts", "Verträge"),
    "insurance": ("Poistenie", "Pojištění", "Poistky", "Insurance", "Ubezpieczenia"),
    "map": ("Mapy", "Mapy objektov", "Maps", "Plány"),
    "attachment": ("Prílohy", "Přílohy", "Attachments"),
}  # fmt: skip
# Names that tell no kind.
VAGUE = (
    "scan", "Scan0012", "dokument", "IMG_4471", "skenovanie", "naskenované", "podpísané",
    "FV2024001", "faktura 2023118", "Nový dokument", "untitled", "verzia 2", "doc1", "WhatsApp",
    "protokol", "správa", "report v3", "final", "zápis z porady", "e-mail", "0907 123 456",
)  # fmt: skip
MONTHS = {
    "sk": ("január", "február", "marec", "apríl", "máj", "jún", "júl", "august", "september",
           "október", "november", "december"),
    "cs": ("leden", "únor", "březen", "duben", "květen", "červen", "červenec", "srpen", "září",
           "říjen", "listopad", "prosinec"),
    "pl": ("styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień",
           "wrzesień", "październik", "listopad", "grudzień"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
           "Oktober", "November", "Dezember"),
}  # fmt: skip
QUARTERS = (
    "Q{n} {y}", "{y} Q{n}", "{y}-Q{n}", "{n}Q{y}", "{r}. štvrťrok {y}", "{n}. čtvrtletí {y}",
    "{r} kwartał {y}", "{n}. Quartal {y}", "{n}.štvrťrok {y}",
)  # fmt: skip
HALVES = ("H{n} {y}", "{y} H{n}", "{n}. polrok {y}", "{n}. pololetí {y}", "{r} półrocze {y}")
ROMAN = ("", "I", "II", "III", "IV")
VALIDITY = (
    "platné do {d}", "platnosť do {d}", "platí do {d}", "valid until {d}", "gültig bis {d}",
    "ważne do {d}", "exp {d}",
)  # fmt: skip
PRODUCTS = ("Savo", "Cyklón", "Biolit", "Chlórnan", "Aceton", "Detia", "Brodifakum", "Kyselina")
COPIES = ("", "", "", "", "", " (1)", " - kópia", "_final", " v2", "_podpisane", " (2)")
TOP_FOLDERS = ("Klienti", "Zákazníci", "Zákaznici", "Klienci", "Dokumenty", "Archív", "ARCHIV")
EXTENSIONS = ("pdf",) * 6 + ("docx", "docx", "jpg", "txt")
