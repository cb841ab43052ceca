"""Words that invented companies and people are made of. No name here is meant to be anyone's."""

# Company names: a beginning, a middle and an end make a word that is in no register by intent.
BEGINNINGS = (
    "Bre", "Ča", "Dro", "Ďu", "Gal", "Hor", "Jas", "Kra", "Lum", "Ľub", "Mor", "Nit", "Or",
    "Pod", "Rov", "Sol", "Ša", "Tre", "Ťa", "Úbo", "Vel", "Zab", "Žit", "Šte", "Kost", "Bys",
)  # fmt: skip
MIDDLES = ("be", "di", "ga", "ká", "le", "mi", "na", "ro", "ri", "só", "ta", "va", "ve", "zo")
ENDS = ("lín", "mar", "nik", "nova", "ran", "ský", "stan", "ta", "tex", "ter", "vár", "via", "žan")
TRADES = {
    "SK": (
        "", "", "", "stav", "trans", "agro", "tech", "Slovakia", "Group", "Trade", "Invest",
        "stavebniny", "kovovýroba", "účtovníctvo", "cestovná kancelária", "zváračské práce",
        "autoservis", "kvetinárstvo", "pekáreň", "nábytok", "čistiareň", "elektroinštalácie",
    ),
    "CZ": (
        "", "", "", "stav", "trans", "agro", "tech", "Czech", "Group", "Trade", "Invest",
        "stavebniny", "kovovýroba", "účetnictví", "cestovní kancelář", "řeznictví",
        "autoservis", "květinářství", "pekařství", "nábytek", "čistírna", "řemeslné práce",
    ),
}  # fmt: skip
# Legal forms with the weight of each; the variants are the ways in which people type it.
FORMS = {
    "SK": (
        (70, ("s.r.o.", "s. r. o.", "spol. s r.o.", "spol. s r. o.", "s.r.o")),
        (12, ("a.s.", "a. s.")),
        (4, ("k.s.", "k. s.")),
        (4, ("v.o.s.", "v. o. s.")),
        (4, ("družstvo",)),
        (6, ("j. s. a.", "j.s.a.")),
    ),
    "CZ": (
        (75, ("s.r.o.", "s. r. o.", "spol. s r.o.", "společnost s ručením omezeným")),
        (13, ("a.s.", "a. s.")),
        (4, ("k.s.",)),
        (4, ("v.o.s.",)),
        (4, ("družstvo",)),
    ),
}
FOREIGN_FORMS = {
    "AT": ("GmbH", "KG", "e.U."),
    "DE": ("GmbH", "GmbH & Co. KG", "AG", "UG (haftungsbeschränkt)"),
    "PL": ("Sp. z o.o.", "S.A.", "Sp. j."),
    "HU": ("Kft.", "Zrt.", "Bt."),
    "NL": ("B.V.", "V.O.F."),
}
FOREIGN_WORDS = {
    "AT": ("Bäckerei", "Holzbau", "Maschinenbau", "Gasthof", "Elektrotechnik"),
    "DE": ("Möbelwerk", "Spedition", "Gebäudereinigung", "Großhandel", "Werkzeugbau"),
    "PL": ("Przedsiębiorstwo", "Usługi", "Handel", "Piekarnia", "Żurawie"),
    "HU": ("Építőipari", "Kereskedelmi", "Szolgáltató", "Gépgyártó", "Őrző"),
    "NL": ("Bouwbedrijf", "Groothandel", "Transport", "Installatietechniek", "Coöperatie"),
}
# What is no company: how it is called, and the kind of its number.
BODIES = {
    "SK": (
        "Obec {village}", "Mesto {village}", "Základná škola s materskou školou {village}",
        "Nadácia {word}", "{word}, n.o.", "{word}, o.z.", "Občianske združenie {word}",
        "Urbárske spoločenstvo {village}", "Rímskokatolícka cirkev, farnosť {village}",
        "{word} - príspevková organizácia", "Jednotka dôchodcov {village}",
    ),
    "CZ": (
        "Obec {village}", "Městys {village}", "Základní škola {village}, příspěvková organizace",
        "Nadační fond {word}", "{word}, z.s.", "{word}, o.p.s.", "Sbor hasičů {village}, z.s.",
        "{word}, příspěvková organizace", "Společenství vlastníků jednotek {word}",
    ),
}  # fmt: skip
VILLAGES = {
    "SK": ("Horná Lúčka", "Dolné Jasenie", "Kráľovianky", "Šípkovce", "Ďurčinky", "Veľké Žitno"),
    "CZ": ("Horní Loučka", "Dolní Jeseň", "Královské Dvorce", "Šípkov", "Říčanky", "Velké Žito"),
}
MEN = {
    "SK": ("Ján", "Peter", "Jozef", "Martin", "Štefan", "Ľuboš", "Matúš", "Ľudovít", "Ondrej"),
    "CZ": ("Jiří", "Jan", "Petr", "Tomáš", "Zdeněk", "Ondřej", "Vojtěch", "Bořivoj", "Luděk"),
}
WOMEN = {
    "SK": ("Mária", "Zuzana", "Katarína", "Žofia", "Ľubica", "Andrea", "Soňa", "Božena"),
    "CZ": ("Marie", "Jiřina", "Lenka", "Hana", "Kateřina", "Věra", "Růžena", "Šárka"),
}
# A family name as men and as women bear it.
FAMILIES = {
    "SK": (
        ("Jasenický", "Jasenická"), ("Brezovan", "Brezovanová"), ("Ďurik", "Ďuriková"),
        ("Ľuptovský", "Ľuptovská"), ("Šípkar", "Šípkarová"), ("Žitňan", "Žitňanová"),
        ("Tŕnik", "Tŕniková"), ("Vŕba", "Vŕbová"), ("Medveď", "Medveďová"),
        ("Čerešňa", "Čerešňová"),
        ("Nagy-Hruška", "Nagyová-Hrušková"), ("O'Havran", "O'Havranová"), ("Kôň", "Kôňová"),
    ),
    "CZ": (
        ("Řepka", "Řepková"), ("Jeřábek", "Jeřábková"), ("Škvořil", "Škvořilová"),
        ("Dubský", "Dubská"), ("Hřib", "Hřibová"), ("Kůlna", "Kůlnová"), ("Březina", "Březinová"),
        ("Vlčí", "Vlčí"), ("Smrček", "Smrčková"), ("Žďárek", "Žďárková"), ("Týn", "Týnová"),
    ),
}  # fmt: skip
TITLES = ("Ing.", "Mgr.", "MUDr.", "JUDr.", "Bc.", "doc.", "PhDr.")
STREETS = {
    "SK": (
        "Hlavná", "Štúrova", "Jesenského", "Nám. SNP", "Námestie slobody", "Mlynská", "Záhradná",
        "Družstevná", "Lúčna", "Železničná", "Partizánska", "Ľ. Podjavorinskej", "M. R. Štefánika",
        "Októbrová", "Krátka", "Dlhá", "Vajnorská", "Priemyselná", "Školská", "Pri Šajbách",
    ),
    "CZ": (
        "Hlavní", "Masarykova", "Žižkova", "Husova", "nám. Míru", "Náměstí Svobody", "Mlýnská",
        "Zahradní", "Družstevní", "Luční", "Nádražní", "Průmyslová", "Školní", "Příčná",
        "Ke Hřišti", "U Rybníka", "Jiráskova", "Čs. armády", "Dlouhá", "Říční",
    ),
    "AT": ("Hauptstraße", "Mariahilfer Straße", "Landstraße", "Mühlgasse"),
    "DE": ("Hauptstraße", "Bahnhofstraße", "Königsallee", "Am Güterbahnhof"),
    "PL": ("ul. Długa", "ul. Kościuszki", "al. Jerozolimskie", "ul. Świętokrzyska"),
    "HU": ("Fő utca", "Kossuth Lajos utca", "Petőfi Sándor út", "Bartók Béla út"),
    "NL": ("Hoofdstraat", "Kerkstraat", "Stationsplein", "Prinsengracht"),
}  # fmt: skip
# Towns with a post code that is theirs.
TOWNS = {
    "SK": (
        ("Bratislava", "811 04"), ("Bratislava - mestská časť Staré Mesto", "811 01"),
        ("Bratislava - Ružinov", "821 09"), ("Bratislava-Petržalka", "851 01"),
        ("Košice", "040 01"), ("Košice - mestská časť Západ", "040 11"), ("Prešov", "080 01"),
        ("Žilina", "010 01"), ("Banská Bystrica", "974 01"), ("Nitra", "949 01"),
        ("Trnava", "917 01"), ("Trenčín", "911 01"), ("Martin", "036 01"), ("Poprad", "058 01"),
        ("Prievidza", "971 01"), ("Zvolen", "960 01"), ("Považská Bystrica", "017 01"),
        ("Nové Zámky", "940 01"), ("Michalovce", "071 01"), ("Spišská Nová Ves", "052 01"),
        ("Komárno", "945 01"), ("Levice", "934 01"), ("Humenné", "066 01"), ("Bardejov", "085 01"),
        ("Liptovský Mikuláš", "031 01"), ("Piešťany", "921 01"), ("Ružomberok", "034 01"),
        ("Topoľčany", "955 01"), ("Lučenec", "984 01"), ("Čadca", "022 01"),
        ("Dubnica nad Váhom", "018 41"), ("Rimavská Sobota", "979 01"), ("Partizánske", "958 01"),
        ("Dunajská Streda", "929 01"), ("Vranov nad Topľou", "093 01"), ("Šaľa", "927 01"),
        ("Hlohovec", "920 01"), ("Brezno", "977 01"), ("Senica", "905 01"), ("Pezinok", "902 01"),
        ("Malacky", "901 01"), ("Senec", "903 01"), ("Skalica", "909 01"), ("Galanta", "924 01"),
        ("Kežmarok", "060 01"), ("Stará Ľubovňa", "064 01"), ("Snina", "069 01"),
        ("Nové Mesto nad Váhom", "915 01"), ("Myjava", "907 01"), ("Detva", "962 12"),
    ),
    "CZ": (
        ("Praha", "110 00"), ("Praha 2 - Vinohrady", "120 00"), ("Praha 3", "130 00"),
        ("Praha 4 - Nusle", "140 00"), ("Brno", "602 00"), ("Ostrava", "702 00"),
        ("Plzeň", "301 00"), ("Liberec", "460 01"), ("Olomouc", "779 00"),
        ("České Budějovice", "370 01"), ("Hradec Králové", "500 02"), ("Ústí nad Labem", "400 01"),
        ("Pardubice", "530 02"), ("Zlín", "760 01"), ("Havířov", "736 01"), ("Kladno", "272 01"),
        ("Most", "434 01"), ("Opava", "746 01"), ("Frýdek-Místek", "738 01"), ("Jihlava", "586 01"),
        ("Karlovy Vary", "360 01"), ("Teplice", "415 01"), ("Děčín", "405 02"),
        ("Chomutov", "430 01"), ("Přerov", "750 02"), ("Mladá Boleslav", "293 01"),
        ("Prostějov", "796 01"), ("Třebíč", "674 01"), ("Znojmo", "669 02"), ("Kolín", "280 02"),
        ("Příbram", "261 01"), ("Tábor", "390 02"), ("Uherské Hradiště", "686 01"),
        ("Kroměříž", "767 01"), ("Vsetín", "755 01"), ("Břeclav", "690 02"), ("Cheb", "350 02"),
    ),
    "AT": (("Wien", "1010"), ("Graz", "8010"), ("Linz", "4020"), ("Salzburg", "5020")),
    "DE": (("Berlin", "10115"), ("München", "80331"), ("Hamburg", "20095"), ("Dresden", "01067")),
    "PL": (("Warszawa", "00-001"), ("Kraków", "31-001"), ("Katowice", "40-001")),
    "HU": (("Budapest", "1051"), ("Győr", "9021"), ("Miskolc", "3525"), ("Debrecen", "4024")),
    "NL": (("Amsterdam", "1012 AB"), ("Rotterdam", "3011 AA"), ("Utrecht", "3511 AB")),
}  # fmt: skip
NOTES = (
    "Platí vždy načas.", "Posielať faktúry aj na účtovníčku.", "Pozor, volať len po 16:00!",
    "Zľava dohodnutá ústne.\nPlatí do konca roka.", "VIP; \"starý\" zákazník",
    "Fakturovat čtvrtletně",
    "Kontakt: recepcia, 2. poschodie\r\nzvoniť dlho", "Objednávky <len> písomne & včas",
)  # fmt: skip
TAGS = (
    "VIP",
    "veľkoobchod",
    "e-shop",
    "dlžník",
    "partner & priateľ",
    "2024",
    "škola",
    "zľava 10 %",
)
