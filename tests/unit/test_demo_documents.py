"""The archive that the demo offers: real files, most of which need no person."""

import zipfile
from datetime import date

import pytest

from deratix_zip_import.archive.clients import ClientIndex, ClientRow
from deratix_zip_import.archive.extract import extract
from deratix_zip_import.archive.inspection import inspect
from deratix_zip_import.archive.kinds import KEYWORDS
from deratix_zip_import.archive.named import Named, NameIndex
from deratix_zip_import.archive.recognise import Recogniser
from tests.archives import office
from tools.demo_documents import FILES, write_documents

PRODUCTS = ("Acetón technický", "Gél na šváby 35 g", "Chlórnan sodný 12 %")
PEOPLE = ("Zuzana Hrušková", "Marek Bartoš")
OWNED = {"sds": "product", "qualification": "person", "licence": "person"}


@pytest.fixture(scope="module")
def known():
    clients = [vars(client) for client in office.clients(1, 30)]
    return {"clients": clients, "products": PRODUCTS, "people": PEOPLE}


@pytest.fixture(scope="module")
def packed(known, tmp_path_factory):
    target = tmp_path_factory.mktemp("demo") / "documents.zip"
    write_documents(known, target)
    return target


def test_each_file_is_what_its_name_says(packed):
    with packed.open("rb") as file:
        found = inspect(file)
        assert found.guess.encoding == "cp852"
        assert len(found.files) == FILES
        meter = found.meter()
        refused, mimes = [], set()
        for listed in found.files:
            if listed.name == "Nástroje/setup.exe":
                refused.append(listed)
                continue
            what = extract(file, listed, meter)
            assert not what.content.notices
            mimes.add(what.content.mime.rpartition("/")[2].rpartition(".")[2])
    assert len(refused) == 1
    assert mimes == {"pdf", "document", "jpeg", "plain"}


def test_most_of_it_is_recognised(packed, known):
    rows = [
        ClientRow(each["id"], each["name"], each["number"], each["vat"], each["town"])
        for each in known["clients"]
    ]
    recogniser = Recogniser(ClientIndex(rows), KEYWORDS, today=date(2026, 6, 1))
    named = {
        "product": NameIndex(Named(*row) for row in enumerate(PRODUCTS, 1)),
        "person": NameIndex((Named(*row) for row in enumerate(PEOPLE, 1)), any_order=True),
    }
    with packed.open("rb") as file:
        paths = [listed.parts for listed in inspect(file).files]
    sure = {"client": 0, "product": 0, "person": 0}
    for parts in paths:
        found = recogniser.recognise(parts)
        if not (found.kind and found.kind.sure and found.period and found.period.sure):
            continue
        owner = OWNED.get(found.kind.value, "client")
        whose = found.client if owner == "client" else named[owner].find(parts, found.kind)
        sure[owner] += bool(whose and whose.sure)
    assert sum(sure.values()) > FILES / 2
    assert min(sure.values()) > 10


def test_it_is_the_same_each_time(packed, known, tmp_path):
    write_documents(known, tmp_path / "again.zip")
    with zipfile.ZipFile(packed) as one, zipfile.ZipFile(tmp_path / "again.zip") as other:
        assert [info.filename for info in one.infolist()] == [
            info.filename for info in other.infolist()
        ]
