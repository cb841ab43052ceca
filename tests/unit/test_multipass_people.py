"""Lists of people as other systems export them, and as people paste them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deratix_multipass.multipass.people import (
    MAX_BYTES,
    MAX_ROWS,
    BadRow,
    Fault,
    NoList,
    Person,
    RowFault,
    read_people,
)

ANNA = "anna@firma-demo.pl"


def fault_of(content):
    with pytest.raises(NoList) as refusal:
        read_people(content)
    return refusal.value.fault


def bad_of(rows, headings="login;email;name;id;role;active"):
    """The faults of some rows, by line."""
    found = read_people(f"{headings}\n{rows}")
    return {bad.line: bad.fault for bad in found.bad}


@pytest.mark.parametrize("headings", [
    "Login;E-mail;Name;ID;Role;Active",
    "Prihlasovacie meno;E-mailová adresa;Meno a priezvisko;Číslo;Rola;Aktívny",
    "Přihlašovací jméno;E-mail;Celé jméno;Identifikátor;Oprávnění;Stav",
    "Nazwa użytkownika;Adres e-mail;Imię i nazwisko;Numer;Rola;Aktywny",
    "Användarnamn;E-postadress;Namn;Nummer;Behörighet;Aktiv",
    "Gebruikersnaam;E-mailadres;Volledige naam;Nummer;Rol;Actief",
])  # fmt: skip
def test_the_columns_have_names_in_six_languages(headings):
    found = read_people(f"{headings}\nanna;{ANNA};Anna Demo;55;admin;0\n")
    assert found.people == (Person(2, "anna", ANNA, "Anna Demo", "55", "admin", False),)
    assert found.columns == {"login", "email", "name", "external_id", "role", "active"}


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_ends_of_lines(delimiter, end):
    lines = [["Note", "Login", "Name"], ["a;b,c", "anna", 'Anna "A" Demo'], ["", "jan", "Ján"]]
    quoted = [delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row)
              for row in lines]  # fmt: skip
    found = read_people(end.join(quoted))
    assert found.delimiter == delimiter
    assert [(person.login, person.name) for person in found.people] == [
        ("anna", 'Anna "A" Demo'), ("jan", "Ján"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Žofia Ľubová", "Łukasz Żak", "Šárka Říhová", "Åsa Öberg"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows"])
def test_encodings_are_found_out(name, encoding):
    if encoding == "windows":
        encoding = "cp1252" if name == "Åsa Öberg" else "cp1250"
    content = f"login;name\nx;{name}\n".encode(encoding)
    assert read_people(content).people[0].name == name


def test_first_and_last_names_make_a_name():
    assert read_people("login;Imię;Nazwisko\na;Anna;Demo").people[0].name == "Anna Demo"
    assert read_people("login;Meno;Priezvisko\na;Anna;Demo").people[0].name == "Anna Demo"
    assert read_people("login;Förnamn\na;Anna").people[0].name == "Anna"
    assert read_people("login;Achternaam\na;Demo").columns == {"login", "name"}


def test_excel_and_empty_lines_are_passed_over_and_lines_counted_right():
    found = read_people('sep=;\nlogin;name\n\n;\nanna;"Anna\n"\n;x\n')
    assert [(person.line, person.name) for person in found.people] == [(5, "Anna")]
    assert found.bad == (BadRow(7, RowFault.NO_LOGIN),)


def test_rows_that_are_not_plainly_a_person_are_told():
    rows = "\n".join((
        f"anna;{ANNA};;1",
        ";x@y.example",
        "b;not an address",
        "c;a@b@c.example",
        "d;;two\u202ewords",
        f"{'e' * 255};",
        "f;;;;;perhaps",
        "g;;;;;;too much",
        "anna;other@y.example",
        "h;;;1",
        "i;i@y.example;;;;nie",
    ))  # fmt: skip
    found = read_people(f"login;email;name;id;role;active\n{rows}")
    assert {bad.line: bad.fault for bad in found.bad} == {
        3: RowFault.NO_LOGIN, 4: RowFault.EMAIL, 5: RowFault.EMAIL, 6: RowFault.CHARACTERS,
        7: RowFault.LONG, 8: RowFault.ACTIVE, 9: RowFault.CELLS, 10: RowFault.LOGIN_TWICE,
        11: RowFault.ID_TWICE,
    }  # fmt: skip
    assert [bad.earlier for bad in found.bad if bad.earlier] == [2, 2]
    assert [person.login for person in found.people] == ["anna", "i"]
    assert not found.people[1].active


def test_a_cell_of_several_lines_is_no_name():
    assert bad_of('a;;"x\ny"\nb') == {2: RowFault.CHARACTERS}


@pytest.mark.parametrize(("content", "fault"), [
    ("", Fault.EMPTY),
    (" \n\r\n", Fault.EMPTY),
    ("login;email", Fault.EMPTY),
    ("sep=;", Fault.EMPTY),
    ("anna;a@b.example\njan;j@b.example", Fault.NO_LOGIN),
    ("login;E-mail;mail\na;b;c", Fault.TWICE),
    ('login;name\na;"never closed\nb;c', Fault.QUOTES),
    ('login;name\na;"x"y\n', Fault.QUOTES),
    (b"\x00\x01\x02", Fault.ENCODING),
    (b"PK\x03\x04\x00\x00", Fault.ENCODING),
    (b"\xff\xfea", Fault.ENCODING),
    ("x" * (MAX_BYTES + 1), Fault.LARGE),
    (b"x" * (MAX_BYTES + 1), Fault.LARGE),
    ("login\n" + "\n".join(map(str, range(MAX_ROWS + 1))), Fault.LONG),
])  # fmt: skip
def test_what_is_no_list(content, fault):
    assert fault_of(content) is fault


def test_a_quotation_mark_that_is_open_is_found_at_its_line():
    with pytest.raises(NoList) as refusal:
        read_people('login;name\na;b\nc;"d\ne;f\n')
    assert refusal.value.detail == "3"


def test_the_longest_list_there_may_be():
    rows = "\n".join(f"user{number};user{number}@firma.example" for number in range(MAX_ROWS))
    assert len(read_people(f"login;email\n{rows}").people) == MAX_ROWS


@given(st.one_of(st.text(), st.binary()))
@example("login\n\ud800")
@example(b"\xef\xbb\xbflogin\n\x81")
def test_whatever_it_is_it_is_read_or_refused(content):
    for each in (
        content,
        b"login;id\n" + content if isinstance(content, bytes) else f"login;id\n{content}",
    ):
        try:
            found = read_people(each)
        except NoList:
            continue
        for person in found.people:
            assert person.login and person.login.isprintable()
        assert len({person.login for person in found.people}) == len(found.people)
