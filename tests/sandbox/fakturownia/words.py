"""Polish words that invented companies and people are made of. No name is meant to be anyone's."""

BEGINNINGS = (
    "Bru", "Ćwi", "Dro", "Gło", "Jaś", "Kra", "Lub", "Łęk", "Mar", "Niw", "Ost", "Pszcze", "Rzeź",
    "Sło", "Świe", "Trze", "Wie", "Wró", "Zab", "Źród", "Żyw", "Bział", "Chmie", "Dąb", "Gwiz",
)  # fmt: skip
MIDDLES = ("", "", "", "ba", "de", "ga", "ka", "le", "mi", "na", "ro", "si", "ta", "wo", "zy")
ENDS = (
    "bud",
    "cin",
    "dex",
    "kop",
    "lex",
    "łów",
    "mix",
    "pol",
    "rol",
    "stal",
    "tex",
    "trans",
    "żak",
)
TRADES = (
    "", "", "", "Budownictwo", "Transport", "Handel", "Usługi Księgowe", "Piekarnia", "Meble",
    "Hurtownia Elektryczna", "Ogrodnictwo", "Żurawie", "Pralnia", "Drukarnia", "Auto Części",
    "Gabinet Stomatologiczny", "Szkolenia BHP", "Kwiaciarnia", "Źródła Energii", "Kancelaria",
)  # fmt: skip
# Legal forms with the weight of each; the variants are the ways in which people type it.
FORMS = (
    (55, ("Sp. z o.o.", "sp. z o. o.", "Spółka z o.o.", "Spółka z ograniczoną odpowiedzialnością")),
    (10, ("S.A.", "Spółka Akcyjna")),
    (12, ("Sp. k.", "sp. z o.o. sp. k.")),
    (10, ("Sp. j.", "spółka jawna")),
    (13, ("s.c.",)),
)
TRADERS = ("P.H.U. {word} {person}", "{word} {person}", "F.H. {person}", "{trade} {person}")
BODIES = (
    "Gmina {town}", "Szkoła Podstawowa nr {n} w: {town}", "Fundacja {word}", "Parafia {town}",
    "Stowarzyszenie „{word}”", "Wspólnota Mieszkaniowa {street} {n}", "Przedszkole nr {n} {town}",
)  # fmt: skip
MEN = (
    "Łukasz", "Paweł", "Michał", "Stanisław", "Krzysztof", "Jędrzej", "Wojciech", "Zdzisław",
    "Józef",
)  # fmt: skip
WOMEN = ("Małgorzata", "Agnieszka", "Żaneta", "Elżbieta", "Katarzyna", "Zofia", "Bożena", "Ewa")
# A family name as men and as women bear it.
FAMILIES = (
    ("Brzęczyk", "Brzęczyk"), ("Jaśmiński", "Jaśmińska"), ("Łękawski", "Łękawska"),
    ("Źdźbło", "Źdźbło"), ("Świerszcz", "Świerszcz"), ("Żurawiecki", "Żurawiecka"),
    ("Dąbek-Zięba", "Dąbek-Zięba"), ("Gęsior", "Gęsior"), ("Ćwiklak", "Ćwiklak"),
    ("Kołodziejczuk", "Kołodziejczuk"), ("Chrząszczewski", "Chrząszczewska"),
    ("Miód", "Miód"), ("Sadowy", "Sadowa"), ("Trzcina", "Trzcina"),
)  # fmt: skip
STREETS = (
    "Lipowa", "Długa", "ul. Kościuszki", "ul. Świętokrzyska", "al. Jana Pawła II", "Żeromskiego",
    "os. Złotego Wieku", "pl. Wolności", "Źródlana", "Mickiewicza", "Łąkowa", "ul. 3 Maja",
    "Powstańców Śląskich", "Przemysłowa", "Gdańska", "Rynek", "Szkolna", "Ćwiartki 3/4 -",
)  # fmt: skip
# Towns with a post code that is theirs.
TOWNS = (
    ("Warszawa", "00-001"), ("Kraków", "31-001"), ("Łódź", "90-001"), ("Wrocław", "50-001"),
    ("Poznań", "60-001"), ("Gdańsk", "80-001"), ("Szczecin", "70-001"), ("Bydgoszcz", "85-001"),
    ("Lublin", "20-001"), ("Białystok", "15-001"), ("Katowice", "40-001"), ("Gdynia", "81-001"),
    ("Częstochowa", "42-200"), ("Radom", "26-600"), ("Toruń", "87-100"), ("Sosnowiec", "41-200"),
    ("Rzeszów", "35-001"), ("Kielce", "25-001"), ("Olsztyn", "10-001"), ("Zielona Góra", "65-001"),
    ("Bielsko-Biała", "43-300"), ("Zabrze", "41-800"), ("Tarnów", "33-100"), ("Opole", "45-001"),
    ("Zakopane", "34-500"), ("Świnoujście", "72-600"), ("Żywiec", "34-300"), ("Łomża", "18-400"),
)  # fmt: skip
FOREIGN_TOWNS = {
    "CZ": (("Praha", "110 00"), ("Brno", "602 00"), ("Český Těšín", "737 01")),
    "SK": (("Bratislava", "811 04"), ("Žilina", "010 01"), ("Čadca", "022 01")),
    "DE": (("Berlin", "10115"), ("Görlitz", "02826"), ("Köln", "50667")),
    "UA": (("Lwiw", "79000"), ("Kijów", "01001")),
}
FOREIGN_STREETS = {
    "CZ": ("Nádražní", "Žižkova", "Hlavní třída"),
    "SK": ("Hlavná", "Štúrova", "Námestie SNP"),
    "DE": ("Hauptstraße", "Am Güterbahnhof", "Königsallee"),
    "UA": ("Horodocka", "Sichovykh Striltsiv"),
}
FOREIGN_FORMS = {
    "CZ": ("s.r.o.", "a.s."), "SK": ("s. r. o.", "a.s."), "DE": ("GmbH", "GmbH & Co. KG"),
    "UA": ("TOV",),
}  # fmt: skip
BANKS = ("PKO BP", "mBank", "Santander", "ING Bank Śląski", "Pekao S.A.", "")
NOTES = (
    "Płaci zawsze w terminie.", "Dzwonić po 16:00!\nRecepcja, II piętro", "VIP; \"stary\" klient",
    "Faktury <tylko> e-mailem & bez PDF", "Żółta teczka 🚚",
    "Rabat ustalony ustnie.\r\nDo końca roku",
)  # fmt: skip
TAGS = ("vip", "hurt", "sklep-online", "dłużnik", "partner & przyjaciel", "2025", "crm", "szkoła")
PRODUCTS = (
    ("Usługa księgowa", "100.0", "23", "szt."), ("Projekt graficzny", "850.0", "23", "szt."),
    ("Transport", "3.2", "23", "km"), ("Szkolenie BHP", "420.0", "zw", "os."),
    ("Książka „Żuraw”", "38.1", "5", "szt."), ("Montaż", "120.0", "8", "godz."),
    ("Abonament miesięczny", "49.0", "23", "m-c"), ("Usługa na eksport", "1000.0", "np", "szt."),
)  # fmt: skip
