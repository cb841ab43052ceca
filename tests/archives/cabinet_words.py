"""Words of the cabinets: how pest controllers, cleaners and builders name what they file.

`{p}` stands for a product, `{x}` for a person, `{n}` for a number.
"""

# What each kind of document is called as a file; `None`: of no kind that is known.
TITLES = {
    "sds": (
        "KBÚ {p}", "KBU_{p}", "{p} KBÚ", "karta bezpečnostných údajov {p}", "{p} - SDS",
        "SDS_{p}_EN", "MSDS {p}", "{p} bezpečnostní list", "BL {p}", "{p} karta charakterystyki",
        "Karta bezp. údajov {p}", "Sicherheitsdatenblatt {p}", "SDB {p}", "safety data sheet {p}",
        "bezpečnostný list {p}", "{p}_msds_sk",
    ),
    "certificate": (
        "certifikát ISO 9001", "Certifikat_EN16636", "ISO-9001 certifikát", "Certifikát HACCP",
        "osvedčenie o registrácii", "Zertifikat ISO 14001", "certyfikat jakości {p}",
        "Certificate of conformity {p}", "certifikát {p}", "CEPA certifikat", "vyhlásenie o zhode",
        "prohlášení o shodě {p}", "Osvědčení o absolvování DDD",
    ),
    "qualification": (
        "osvedčenie o odbornej spôsobilosti {x}", "OOS {x}", "odborná spôsobilosť_{x}",
        "Osvědčení o odborné způsobilosti {x}", "świadectwo kwalifikacji {x}",
        "Sachkundenachweis {x}", "qualification certificate {x}", "{x} - odborná způsobilost",
        "Certifikát odbornej spôsobilosti {x}", "zaświadczenie kwalifikacyjne {x}",
    ),
    "licence": (
        "živnostenské oprávnenie", "Licencia na ochranu rastlín", "licence {n}", "povolenie ÚVZ",
        "Povolení k činnosti", "licencja", "Lizenz", "pesticide license {x}", "Konzession",
        "oprávnenie na výkon DDD", "zezwolenie {n}", "koncesná listina", "živnostenský list",
    ),
    "contract": (
        "zmluva", "Zmluva o poskytovaní služieb", "zmluva č. {n}", "ZMLUVA_DDD", "smlouva o dílo",
        "Rámcová smlouva", "umowa", "umowa nr {n}", "contract signed", "Dienstleistungsvertrag",
        "Vertrag", "dodatok č. 2 k zmluve", "Dodatek k smlouvě", "aneks do umowy", "ZoD {n}",
        "service agreement", "servisná zmluva - podpísaná", "zmluva o dielo vč. príloh",
        "licenčná zmluva", "zml. o dielo",
    ),
    "insurance": (
        "poistná zmluva {n}", "poistenie zodpovednosti", "poistka Allianz",
        "pojištění odpovědnosti", "pojistná smlouva", "polisa OC", "ubezpieczenie",
        "liability insurance", "PZP",
        "Haftpflichtversicherung", "certifikát o poistení", "insurance certificate",
        "potvrdenie o poistení", "Versicherungsschein",
    ),
    "map": (
        "mapa staníc", "Mapa rozmiestnenia nástrah", "mapa objektu", "plán rozmiestnenia",
        "pôdorys", "půdorys haly", "Lageplan", "site map", "bait station map", "plan obiektu",
        "nákres", "situačný plán", "mapka", "schéma objektu", "rozmístění stanic",
    ),
    "attachment": (
        "príloha", "príloha č. 1", "Príloha 2 k zmluve", "příloha_3", "załącznik nr 1",
        "attachment A", "Anlage 2", "prílohy", "Annex 1", "Příloha č. 1 smlouvy",
    ),
    None: (
        "scan", "Scan{n}", "IMG_20230611_101522", "dokument", "faktúra {n}", "FV{n}",
        "faktura č. {n}", "protokol", "Protokol o zásahu", "zápis z porady", "objednávka {n}",
        "cenová ponuka",
        "report v3", "správa", "dodací list {n}", "Rechnung {n}", "foto", "e-mail", "0905 123 456",
        "WhatsApp Image", "výkaz", "zoznam", "raport", "DSC_0412", "Untitled", "A4 210x297",
        "list", "príjmový doklad", "GDPR súhlas", "revízia", "návod {p}", "etiketa {p}",
        "CamScanner",
    ),
}  # fmt: skip
# What lies in the folder of another kind though it is none of it.
STRAY = ("faktúra 2023118", "objednávka", "Rechnung 7714", "protokol o zásahu", "cenová ponuka")
FOLDERS = {
    "sds": ("KBÚ", "SDS", "01_KBU", "Karty bezpečnostných údajov", "Bezpečnostní listy", "MSDS",
            "Sicherheitsdatenblätter", "Karty charakterystyki", "Safety Data Sheets"),
    "certificate": ("Certifikáty", "CERTIFIKATY", "02 Certifikáty", "Certificates", "Certyfikaty",
                    "Zertifikate", "Osvědčení", "Osvedčenia a certifikáty"),
    "qualification": ("Odborná spôsobilosť", "OOS", "Osvedčenia o OS", "Kwalifikacje",
                      "Odborné způsobilosti", "Qualifications", "Sachkunde"),
    "licence": ("Licencie", "Povolenia", "Oprávnenia", "Licence", "Licencje", "Lizenzen"),
    "contract": ("Zmluvy", "ZMLUVY", "03_Zmluvy", "Smlouvy", "Umowy", "Contracts", "Verträge",
                 "Zmluvy a dodatky", "zmluva"),
    "insurance": ("Poistenie", "Poistky", "Pojištění", "Ubezpieczenia", "Insurance",
                  "Versicherungen", "Poistné zmluvy"),
    "map": ("Mapy", "Mapy objektov", "Plány a mapy", "Maps", "Pôdorysy", "Lagepläne", "mapky"),
    "attachment": ("Prílohy", "Přílohy", "Załączniki", "Attachments", "Anlagen", "04-prilohy"),
    None: ("Rôzne", "Nezaradené", "Ostatní", "Misc", "Nové", "Faktúry", "na kontrolu", "Inne"),
}  # fmt: skip
GENITIVE = {
    "sk": ("januára", "februára", "marca", "apríla", "mája", "júna", "júla", "augusta", "septembra",
           "októbra", "novembra", "decembra"),
    "cs": ("ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září",
           "října", "listopadu", "prosince"),
    "pl": ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia",
           "września", "października", "listopada", "grudnia"),
}  # fmt: skip
QUARTER = {
    "sk": "štvrťrok", "cs": "čtvrtletí", "pl": "kwartał", "en": "quarter", "de": "Quartal",
}  # fmt: skip
HALF = {
    "sk": "polrok", "cs": "pololetí", "pl": "półrocze", "en": "half", "de": "Halbjahr",
}  # fmt: skip
VALID = {
    "sk": ("platné do {d}", "platnosť do {d}", "platí do {d}", "(do {d})", "platn. do {d}"),
    "cs": ("platnost do {d}", "platí do {d}", "platné do {d}", "do {d}"),
    "pl": ("ważne do {d}", "ważny do {d}", "data ważności {d}", "termin ważności {d}"),
    "en": ("valid until {d}", "valid to {d}", "exp. {d}", "expires {d}"),
    "de": ("gültig bis {d}", "gueltig bis {d}", "Ablauf {d}"),
}
PRODUCTS = (
    "Biolit", "Savo", "Ratimor", "Brodifacoum Plus", "K-Othrine WG 250", "Aqua K-Othrine",
    "Chloramin T", "Detia Gas", "Storm 0,005", "Advion Gel", "Cyklón B20", "Persteril 15",
    "Fendona 6 SC",
    "Actellic 50", "XILIX 3000", "Peroxid 30%",
)  # fmt: skip
PERSONS = ("Novák", "J. Kováč", "Horváth Peter", "Nowak", "Ing. Malý", "Schmidt", "Dvořák_Petr")
ROOTS = ("Dokumenty", "Klienti", "ARCHÍV 2", "Zákazníci", "Klienci", "Documents", "Kunden",
         "export", "Server D", "Zálohy", "OneDrive - Firma", "DDD")  # fmt: skip
TAILS = ("", "", "", "", "", "", " (1)", " - kópia", "_final", " v2", "_podpisane", "_SIGNED",
         " FINAL2", " - scan", "_v1.2", " (2)", " NOVE", "_kópia")  # fmt: skip
ENDINGS = ("pdf", "pdf", "pdf", "pdf", "PDF", "docx", "doc", "jpg", "JPG", "txt", "xlsx")
