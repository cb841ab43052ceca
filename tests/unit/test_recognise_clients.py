"""Clients by number and name; what is alike is a suggestion, never taken without asking."""

import pytest

from deratix_zip_import.archive.clients import ClientIndex, ClientRow
from deratix_zip_import.archive.kinds import KEYWORDS
from deratix_zip_import.archive.recognise import Recogniser

CLIENTS = (
    ClientRow(1, "Ľubmar Trade, s.r.o.", "46655034", "SK2023513470", "Košice"),
    ClientRow(2, "Brezina a.s.", "31322832", "", "Žilina"),
    ClientRow(3, "Brezina spol. s r.o.", "35757442", "", "Nitra"),
    ClientRow(4, "Hotel Tatra, s.r.o.", "", "", "Poprad"),
    ClientRow(5, "Hotel Fatra, s.r.o.", "", "", "Martin"),
    ClientRow(6, "Pekáreň Úsvit", "", "", "Bratislava"),
    ClientRow(7, "Pekáreň Úsvit", "", "", "Senec"),
    ClientRow(8, "Ján Kováč", "", "", "Trnava"),
    ClientRow(9, "Novotex", "", "", "Praha 2 - Nusle"),
    ClientRow(10, "Novotex Invest, a.s.", "", "", "Brno"),
    ClientRow(11, "Zorvan Sp. z o.o.", "", "PL5260250995", "Kraków"),
    ClientRow(12, "Möbelwerk Grün GmbH & Co. KG", "", "DE136695976", "Dresden"),
    ClientRow(13, "MUDr. Mária Vŕbová", "", "", "Detva"),
    ClientRow(14, "Mária Vŕbová", "", "", "Zvolen"),
    ClientRow(15, "Solterstav, s.r.o.", "36019208", "", "Levice"),
    ClientRow(16, "Solterstav, s.r.o., prevádzka Senica", "36019208", "", "Senica"),
    ClientRow(17, "Archív, s.r.o.", "", "", "Brezno"),
    ClientRow(18, "Úsvitan, s.r.o.", "", "", "Skalica", "K-00417"),
    ClientRow(19, "Úsvitan, s.r.o.", "", "", "Skalica", "K-00418"),
    ClientRow(20, "Druhá firma Ďurinka", "12345678", "", "Hlohovec"),
)
INDEX = ClientIndex(CLIENTS, aliases={"Lubmarko": 1})
RECOGNISER = Recogniser(INDEX, KEYWORDS)


def client(*path):
    return RECOGNISER.recognise(path).client


@pytest.mark.parametrize(
    ("folder", "id_", "rule"),
    [
        ("Ľubmar Trade, s.r.o.", 1, "name"),
        ("LUBMAR TRADE SPOL. S R. O.", 1, "name"),
        ("Lubmar_Trade", 1, "name"),
        ("LubmarTrade", 1, "name"),
        ("Trade Ľubmar", 1, "order"),
        ("001 Ľubmar Trade", 1, "name"),
        ("Ľubmar Trade (Košice)", 1, "name"),
        ("Ľubmar Trade s.r.o. - p. Novák", 1, "name"),
        ("46655034", 1, "number"),
        ("IČO 46 655 034", 1, "number"),
        ("ICO46655034 Lubmar", 1, "number"),
        ("SK2023513470", 1, "number"),
        ("2023513470", 1, "number"),
        ("Lubmarko", 1, "alias"),
        ("Brezina a.s.", 2, "name"),
        ("Brezina, akciová spoločnosť", 2, "name"),
        ("Brezina, s. r. o.", 3, "name"),
        ("Brezina Nitra", 3, "name"),
        ("Pekáreň Úsvit - Senec", 7, "name"),
        ("Kováč Ján", 8, "order"),
        ("Novotex Invest", 10, "name"),
        ("Novotex Praha", 9, "name"),
        ("Zorvan sp zoo", 11, "name"),
        ("PL5260250995", 11, "number"),
        ("Mobelwerk Grun GmbH & Co KG", 12, "name"),
        ("MUDr. Mária Vŕbová", 13, "name"),
        ("Solterstav s.r.o.", 15, "name"),
        ("36019208 Solterstav prevádzka Senica", 16, "number"),
        ("K-00418 Úsvitan", 19, "name"),
    ],
)
def test_a_client_is_sure(folder, id_, rule):
    found = client(folder, "2024", "scan.pdf")
    assert (found.value, found.rule, found.sure, found.part) == (id_, rule, True, 0)


@pytest.mark.parametrize(
    ("folder", "best"),
    [
        ("Brezina", {2, 3}),  # two of one name, no form
        ("Brezina k.s.", {2, 3}),  # a form that nobody has
        ("Pekáreň Úsvit", {6, 7}),
        ("Mária Vŕbová", {13, 14}),
        ("Novotex", {9}),  # may be short for the other
        ("Ľubmar Trade Poprad", {1}),  # another town: a branch nobody knows
        ("Hotel Tarta", {4}),
        ("Hotel Matra", {4, 5}),
        ("Archív", {17}),  # a word that offices call folders by
        ("Solterstav, s.r.o., prevvádzka", {15}),
        ("Úsvitan", {18, 19}),
        ("12345678", {20}),  # fails its check digit
    ],
)
def test_a_client_is_only_suggested(folder, best):
    found = client(folder, "scan.pdf")
    assert found.value in best
    assert not found.sure


@pytest.mark.parametrize("folder", ["Hotel", "Trade", "Ing.", "s.r.o.", "Nový priečinok", "2024"])
def test_no_client_is_seen(folder):
    found = client(folder, "scan.pdf")
    assert found is None or not found.sure


def test_a_town_or_number_elsewhere_in_the_path_tells_two_apart():
    assert client("Pekáreň Úsvit", "Senec", "zmluva.pdf").value == 7
    assert client("Pekáreň Úsvit", "Senec", "zmluva.pdf").sure
    assert client("Brezina", "zmluva 31322832.pdf").value == 2


def test_two_clients_contradict_each_other():
    found = RECOGNISER.recognise(("Ľubmar Trade s.r.o.", "zmluva Hotel Tatra s.r.o.pdf"))
    assert (found.client.value, found.client.sure, found.client.other) == (4, False, 1)
    assert found.flags == ("client_contradiction",)


def test_a_folder_that_seems_to_be_somebody_else_is_a_contradiction():
    found = client("Ľubmarr Trade", "zmluva Hotel Tatra s.r.o..pdf")
    assert (found.value, found.sure, found.other) == (4, False, 1)


def test_a_number_that_could_be_a_day_is_asked_about():
    index = ClientIndex([ClientRow(1, "Zorvan", "20240503")])
    found = Recogniser(index, KEYWORDS).recognise(("20240503", "scan.pdf"))
    assert not found.client.sure


def test_the_second_best_is_told():
    found = client("Brezina", "scan.pdf")
    assert {found.value, found.other} == {2, 3}
