import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deratix_integrations.engine.mapping import (
    FIELDS,
    FieldMap,
    MappingProblem,
    Row,
    Use,
    default_map,
    explain,
)
from deratix_integrations.engine.records import Address, Party

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
DECIMALS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False).map(lambda each: f"{each:f}")
BY_TYPE = {
    "text": TEXTS,
    "lines": TEXTS,
    "number": st.none() | DECIMALS,
    "real": st.none() | st.floats(-1e6, 1e6) | st.integers(0, 100),
    "whole": st.none() | st.integers(0, 3650),
    "date": st.none() | st.dates(date(1, 1, 1)).map(str),
    "flag": st.none() | st.booleans(),
    "country": st.sampled_from(["", "SK", "NL"]),
    "tags": st.lists(TEXTS, max_size=3),
}
REQUIRED = {"text": TEXTS.filter(bool), "number": DECIMALS}
ORDER = {
    "external_id": "7",
    "client_id": "9",
    "number": "2026001",
    "note": "soon",
    "currency": "EUR",
    "freight": "0",
    "status": "open",
    "address": {"name": "N", "street": "Hlavná 5", "zip": "94901", "country": "SK"},
    "delivery": {"name": ""},
    "lines": [
        {"sku": "A-1", "name": "Saw", "quantity": "2", "price": "10.50", "tax": "23"},
        {"sku": "B-2", "name": "Axe", "quantity": "1", "price": "8", "tax": "23"},
    ],
}


def records(kind):
    """Values of a kind of record, with one more that no map knows."""

    def values_of(fields):
        return {field: (REQUIRED if field.required else BY_TYPE)[field.type] for field in fields}

    fields = FIELDS[kind].values()
    header = st.fixed_dictionaries(
        {each.path: value for each, value in values_of(f for f in fields if not f.of_line).items()}
    ).map(_nested)
    if kind != "order":
        return header.map(lambda values: {**values, "external_id": "1"})
    line = st.fixed_dictionaries(
        {each.keys[0]: value for each, value in values_of(f for f in fields if f.of_line).items()}
    )
    return st.builds(
        lambda values, lines: {**values, "external_id": "1", "lines": lines},
        header,
        st.lists(line, max_size=3),
    )


def _nested(values):
    made = {}
    for path, value in values.items():
        *groups, key = path.split(".")
        inside = made
        for group in groups:
            inside = inside.setdefault(group, {})
        inside[key] = value
    return made


@pytest.mark.parametrize("kind", FIELDS)
@given(st.data())
def test_the_default_map_changes_nothing(kind, data):
    values = data.draw(records(kind))
    before = copy.deepcopy(values)
    assert default_map(kind).apply(values) == values == before


def test_the_default_map_knows_all_of_a_party():
    party = Party(
        "1", "N", is_company=True, address=Address(street="S"), tags=("b", "a"), payment_days=14
    )
    assert set(FIELDS["party"]) == set(party.values())
    assert default_map("party").apply(party.values()) == party.values()


def changed(**rows):
    """The default map of an order with other rows; ``None`` takes one out."""
    made = {row.target: row for row in default_map("order").rows}
    for name, row in rows.items():
        target = name.replace("__", ".").replace("lines.", "lines[].")
        made.pop(target)
        if row is not None:
            source, *uses = row
            made[target] = Row(target, source, tuple(Use(n, p) for n, p in uses))
    return FieldMap("order", made.values())


def test_rows():
    made = changed(
        note=("lines[].name", ("join", {"by": " + "})),
        address__street=("address.street", ("street_apart", {"part": "number"})),
        address__zip=None,
        lines__name=("name", ("template", {"text": "{value} ({order.number})"})),
        lines__price=("price", ("number", {"times": "2"})),
    ).apply(ORDER)
    assert made["note"] == "Saw + Axe"
    assert made["address"]["street"] == "5"
    assert "zip" not in made["address"]
    assert [line["name"] for line in made["lines"]] == ["Saw (2026001)", "Axe (2026001)"]
    assert [line["price"] for line in made["lines"]] == ["21", "16"]
    assert "order" not in made["lines"][0]
    # What no row can be about is passed on.
    assert (made["external_id"], made["client_id"], made["status"]) == ("7", "9", "open")


@pytest.mark.parametrize(
    ("target", "source", "code"),
    [
        ("lines[].price", "name", "not_number"),
        ("lines[].price", "nothing", "required_empty"),
        ("lines[].quantity", "tax", None),
        ("freight", "number", None),
        ("freight", "note", "not_number"),
        ("freight", "status == 'open'", "not_number"),
        ("ordered_on", "number", "not_date"),
        ("ordered_on", "'2026-13-01'", "not_date"),
        ("with_tax", "currency", "not_flag"),
        ("with_tax", "status == 'open'", None),
        ("address.country", "note", "not_country"),
        ("address.country", "'sk'", None),
        ("note", "address", "not_text"),
        ("note", "lines[].name", "not_text"),
        ("note", "sum(lines[].price)", "path_failed"),
        ("currency", "'" + "x" * 200 + "'", "too_long"),
    ],
)
def test_values_that_do_not_fit(target, source, code):
    rows = [row for row in default_map("order").rows if row.target != target]
    made = FieldMap("order", [*rows, Row(target, source)])
    if code is None:
        made.apply(ORDER, {"currency": 3})
        return
    with pytest.raises(MappingProblem) as caught:
        made.apply(ORDER, {"currency": 3})
    assert caught.value.code == code
    assert caught.value.params["target"] == target
    # The sentence is for logs: no values.
    assert "soon" not in str(caught.value)


@pytest.mark.parametrize(
    ("field", "code"),
    [("payment_days", "not_whole"), ("discount", "not_number"), ("tags", "not_text")],
)
def test_values_that_do_not_fit_a_party(field, code):
    value = {"payment_days": "1.5", "discount": "a", "tags": [{}]}[field]
    values = {**Party("1", "N").values(), field: value}
    with pytest.raises(MappingProblem) as caught:
        default_map("party").apply(values)
    assert (caught.value.code, caught.value.params["target"]) == (code, field)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Row("nothing", "name"), "unknown_target"),
        (Row("lines[].price", "name"), "unknown_target"),
        (Row("email", "a b"), "path_syntax"),
        (Row("email", "email", (Use("nothing", {}),)), "unknown_transform"),
        (Row("email", "email", (Use("replace", {}),)), "missing_parameter"),
        (Row("name", "email"), "duplicate_target"),
    ],
)
def test_rows_that_are_wrong(row, code):
    with pytest.raises(MappingProblem) as caught:
        FieldMap("party", [Row("name", "name"), row])
    assert (caught.value.code, caught.value.params["target"]) == (code, row.target)


def test_required_fields_have_a_row():
    with pytest.raises(MappingProblem) as caught:
        FieldMap("party", [Row("email", "email")])
    assert (caught.value.code, caught.value.params["target"]) == ("missing_target", "name")


def test_fixed_texts_are_checked_without_a_record():
    def found(*use, target="zip"):
        rows = [Row("name", "name"), Row(target, "zip", (Use(*use),))]
        return [each.code for each in FieldMap("party", rows).check({"zip": 5})]

    assert found("template", {"text": "94901-5"}) == ["too_long"]
    assert found("default", {"then": "94901-5"}) == ["too_long"]
    assert found("default", {"then": "94901"}) == []
    assert found("template", {"text": "{zip}-----"}) == []
    assert found("map", {"table": {"a": "b", "c": "123456"}}) == ["too_long"]
    assert found("default", {"then": "Slovakia"}, target="country") == ["not_country"]


def test_expressions_are_for_administrators():
    assert not default_map("order").needs_admin
    assert changed(note=("note", ("expression", {"text": "upper(value)"}))).needs_admin


def test_explain():
    row = Row("lines[].name", "name", (Use("case", {}), Use("shorten", {"most": 2})))
    told = explain("order", row, ORDER, {}, 1)
    assert told == {"source": "Axe", "steps": ["AXE", "AX"], "result": "AX"}
    assert explain("order", row, {**ORDER, "lines": []})["absent"]
    # One wrong row does not hide what came before.
    told = explain("order", Row("lines[].price", "name", (Use("trim", {}),)), ORDER)
    assert (told["source"], told["steps"], told["problem"].code) == ("Saw", ["Saw"], "not_number")
    told = explain("order", Row("lines[].price", "a b"), ORDER)
    assert told["problem"].code == "path_syntax"
    told = explain("order", Row("note", "note"), ORDER, {"note": 2})
    assert told["problem"].params == {"length": 4, "most": 2, "target": "note"}
