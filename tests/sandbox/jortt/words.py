"""Words that invented Dutch companies and people are made of. No name is meant to be anyone's."""

TRADES = (
    "Bakkerij", "Bouwbedrijf", "Schildersbedrijf", "Garage", "Fietsenmaker", "Loodgieter",
    "Kwekerij", "Kapsalon", "Drukkerij", "Transport", "Installatietechniek", "Groothandel",
    "Timmerwerken", "Administratiekantoor", "Kinderopvang", "Fysiotherapie", "Meubelmakerij",
)  # fmt: skip
PLACES = (
    "Duin", "De Kade", "Zonneveld", "Molenzicht", "Het Anker", "Waterland", "De Linde", "Veldhof",
    "Noorderpoort", "De Ster", "Rozenhof", "Zeewijk", "Het Hoekje", "Oosterdok", "Grachtzicht",
    "Hoogeland", "De Ploeg", "’t Sluisje", "Coöperatie Eén", "Zuiderzee",
)  # fmt: skip
FORMS = ("BV", "B.V.", "VOF", "V.O.F.", "", "", "NV", "Holding B.V.")
FIRST = (
    "Jan", "Piet", "Sanne", "Daan", "Fleur", "Maartje", "Bram", "Eefje", "Joost", "Lotte", "Noud",
    "Renée", "Thijs", "Wouter", "Zoë", "Anouk", "Gijs", "Hanneke",
)  # fmt: skip
LAST = (
    "de Vries", "van den Berg", "Jansen", "Bakker", "Visser", "Smit", "Meijer", "de Boer",
    "Mulder", "van ’t Hoff", "Dijkstra", "Vermeulen", "van der Linden", "Kuipers", "Postma",
)  # fmt: skip
STREETS = (
    "Havenkade", "Dorpsstraat", "Kerkstraat", "Stationsweg", "Molenweg", "Prinsengracht",
    "Burgemeester Van Dijklaan", "Lange Nieuwstraat", "Plein 1813", "’s-Gravenweg",
)  # fmt: skip
TOWNS = {
    "NL": (
        ("Amsterdam", "1012 AB"), ("Rotterdam", "3011 AA"), ("Utrecht", "3511AB"),
        ("IJmuiden", "1976 BZ"), ("’s-Hertogenbosch", "5211 JL"), ("Groningen", "9711LM"),
        ("Zwolle", "8011 RK"), ("Middelburg", "4331 BG"), ("Maastricht", "6211 CZ"),
    ),
    "BE": (("Antwerpen", "2000"), ("Gent", "9000"), ("Brugge", "8000")),
    "DE": (("Kleve", "47533"), ("Aachen", "52062")),
}  # fmt: skip
COUNTRIES = {"NL": "Nederland", "BE": "België", "DE": "Duitsland", "AT": "Oostenrijk",
             "SK": "Slowakije", "CZ": "Tsjechië"}  # fmt: skip
NOTES = (
    "Betaalt altijd op tijd",
    "Belt liever dan mailt\nContact via de voordeur",
    "t.a.v. boekhouding",
)
ATTENTION = ("Administratie", "Crediteuren", "Afdeling inkoop")
LABELS = ("Webshop", "Vaste klant", "Horeca", "Project Noord")
PRODUCTS = (
    ("[BR-1] Zuurdesem", "3.10", "0.09"), ("[BR-2] Roggebrood", "2.85", "0.09"),
    ("[AD-1] Advies", "95.00", "0.21"), ("[MT-7] Montage op locatie", "62.50", "0.21"),
    ("[VZ-1] Verzendkosten", "6.95", "0.21"), ("Cursus EHBO", "180.00", "0.00"),
)  # fmt: skip
LEDGERS = (
    (None, "Omzet", False), (0, "Omzet uit facturen", True), (0, "Omzet buitenland", True),
    (None, "Overige opbrengsten", False), (3, "Subsidies", True),
)  # fmt: skip
