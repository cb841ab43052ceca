import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deratix_integrations.engine.mapping import (
    FieldMap,
    MapFileProblem,
    MappingProblem,
    Row,
    Use,
    default_map,
    default_maps,
    from_content,
    from_file,
    to_content,
    to_file,
)
from deratix_integrations.engine.mapping.document import LARGEST_FILE

KINDS = ("order", "party")
NAME = {"target": "name", "source": "name"}


def content(**changes):
    return {"format": "deratix.field_map", "version": 1, "maps": {"party": [NAME]}, **changes}


def test_there_and_back():
    table = {"table": {"SK": "Slovensko", "": "–"}}
    rows = [Row("name", "name", (Use("trim", {}), Use("map", table)))]
    maps = {"party": FieldMap("party", rows), "order": default_map("order")}
    back = from_file(to_file(maps), KINDS)
    assert {kind: each.rows for kind, each in back.items()} == {
        kind: each.rows for kind, each in maps.items()
    }
    assert to_content(back) == to_content(maps)
    assert "Slovensko" in to_file(maps).decode()


def test_what_is_lacking_is_as_by_default():
    maps = from_content(content(), KINDS)
    assert [row.target for row in maps["party"].rows] == ["name"]
    assert maps["order"].rows == default_map("order").rows


def test_a_byte_order_mark_is_no_fault():
    assert from_file(b"\xef\xbb\xbf" + json.dumps(content()).encode(), KINDS)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_not_json"),
        (b"\xff\xfe\x00", "file_not_json"),
        (b"{", "file_not_json"),
        (b"[" * 100_000, "file_not_json"),
        (b"9" * 5000, "file_not_json"),
        (b"null", "file_not_map"),
        (b"[]", "file_not_map"),
        (b'{"format": "other"}', "file_not_map"),
        (b" " * (LARGEST_FILE + 1), "file_too_large"),
    ],
)
def test_files_that_are_none(data, code):
    with pytest.raises(MapFileProblem) as caught:
        from_file(data, KINDS)
    assert caught.value.code == code


def rows(*made):
    return {"maps": {"party": list(made)}}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": 2}, "file_version"),
        ({"version": True}, "file_version"),
        ({"version": None}, "file_version"),
        ({"more": 1}, "file_shape"),
        ({"maps": {}}, "file_shape"),
        ({"maps": []}, "file_shape"),
        ({"maps": {"product": [NAME]}}, "file_shape"),
        ({"maps": {"party": {}}}, "file_shape"),
        (rows("name"), "file_shape"),
        (rows({**NAME, "more": 1}), "file_shape"),
        (rows({"source": "name"}), "file_shape"),
        (rows({**NAME, "source": None}), "file_shape"),
        (rows({**NAME, "source": "a\0"}), "file_shape"),
        (rows({**NAME, "source": "\ud800"}), "file_shape"),
        (rows({**NAME, "source": "a" * 1001}), "file_shape"),
        (rows({**NAME, "transforms": {}}), "file_shape"),
        (rows({**NAME, "transforms": ["trim"]}), "file_shape"),
        (rows({**NAME, "transforms": [{}]}), "file_shape"),
        (rows({**NAME, "transforms": [{"name": "split", "part": 1.5}]}), "file_shape"),
        (rows({**NAME, "transforms": [{"name": "map", "table": {"a": {}}}]}), "file_shape"),
        (rows({**NAME, "transforms": [{"name": "trim"}] * 21}), "file_too_many"),
        (rows(*[NAME] * 201), "file_too_many"),
    ],
)
def test_content_of_another_form(changes, code):
    with pytest.raises(MapFileProblem) as caught:
        from_content(content(**changes), KINDS)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (rows(), "missing_target"),
        (rows(NAME, NAME), "duplicate_target"),
        (rows({**NAME, "source": "a b"}), "path_syntax"),
        (rows({**NAME, "transforms": [{"name": "exec"}]}), "unknown_transform"),
        (rows({**NAME, "transforms": [{"name": "trim", "self": "a"}]}), "unknown_parameter"),
        (rows({**NAME, "transforms": [{"name": "split", "part": 10**9}]}), "bad_parameter"),
    ],
)
def test_rows_that_are_wrong(changes, code):
    with pytest.raises(MappingProblem) as caught:
        from_content(content(**changes), KINDS)
    assert caught.value.code == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["target", "source", "transforms", "name", "table", "part", "at"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=3), st.binary(max_size=40))
def test_hostile_files_fail_in_one_way_only(inner, junk):
    for data in (json.dumps(content(maps={"party": inner})).encode(), junk):
        with contextlib.suppress(MapFileProblem, MappingProblem):
            from_file(data, KINDS)


def test_defaults_of_several_kinds():
    assert set(default_maps(KINDS)) == set(KINDS)
