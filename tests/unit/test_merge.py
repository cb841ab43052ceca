import copy

import pytest

from deratix_integrations.engine.merge import POLICIES, empty, equal, merge


def plan(snapshot, odoo, external, policy="ask", **options):
    """The merge of one field, as (to_odoo, to_external, conflict, agreed)."""
    last = None if snapshot is ... else {"f": snapshot}
    done = merge(last, {"f": odoo}, {"f": external}, policy, **options)
    return (
        done.to_odoo.get("f"),
        done.to_external.get("f"),
        done.conflicts.get("f"),
        done.agreed.get("f", ...),
    )


@pytest.mark.parametrize("value", ["", None, [], ()])
def test_empty(value):
    assert empty(value)
    assert equal(value, "")


@pytest.mark.parametrize("value", [False, 0, "0", [0], " x"])
def test_not_empty(value):
    assert not empty(value)
    assert not equal(value, "")


def test_equal():
    assert equal(" a\u00a0b ", "a b")
    assert equal("a\r\nb", "a\nb")
    assert equal(["a", "b"], ("b", "a", "a"))
    assert not equal("a", "A")
    assert not equal(["a"], ["a", "b"])
    assert not equal(0, False)
    assert not equal(1, True)
    assert equal(14, 14.0)
    assert not equal("14", 14)


@pytest.mark.parametrize("policy", POLICIES)
def test_equal_sides_agree(policy):
    assert plan(..., "a", "a", policy) == (None, None, None, "a")
    assert plan("b", "a", "a", policy) == (None, None, None, "a")
    assert plan("a", "a", "a", policy) == (None, None, None, "a")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("external", (("a", "b"), None, None, "b")),
        ("newest", (("a", "b"), None, None, "b")),
        ("ask", (("a", "b"), None, None, "b")),
        ("odoo", (None, ("b", "a"), None, "a")),
        ("fill", (None, None, None, "a")),
    ],
)
def test_only_the_external_side_changed(policy, expected):
    assert plan("a", "a", "b", policy, odoo_newer=True) == expected


@pytest.mark.parametrize("policy", [p for p in POLICIES if p != "external"])
def test_only_odoo_changed(policy):
    assert plan("a", "b", "a", policy, odoo_newer=False) == (None, ("a", "b"), None, "b")


def test_only_odoo_changed_what_the_external_system_owns():
    assert plan("a", "b", "a", "external") == (("b", "a"), None, None, "a")
    # An empty value restores nothing.
    assert plan("", "b", "", "external") == (None, ("", "b"), None, "b")
    assert plan("", "", "b", "odoo") == (("", "b"), None, None, "b")


def test_accepted_differences_stay_until_a_side_changes():
    def planned(ours, theirs, policy="ask"):
        done = merge({}, {"x": ours}, {"x": theirs}, policy, accepted={"x": ["a", "b"]})
        return done.to_odoo.get("x"), done.to_external.get("x"), done.conflicts.get("x")

    assert planned("a", "b") == (None, None, None)
    assert planned("a", "c") == (("a", "c"), None, None)
    assert planned("c", "b") == (None, ("b", "c"), None)
    assert planned("c", "d") == (None, None, (None, "c", "d"))
    assert planned("c", "c") == (None, None, None)
    assert planned("", "b") == (None, None, None)


@pytest.mark.parametrize(
    ("policy", "newer", "expected"),
    [
        ("external", None, (("b", "c"), None, None, "c")),
        ("odoo", None, (None, ("c", "b"), None, "b")),
        ("newest", True, (None, ("c", "b"), None, "b")),
        ("newest", False, (("b", "c"), None, None, "c")),
        ("newest", None, (None, None, ("a", "b", "c"), "a")),
        ("ask", True, (None, None, ("a", "b", "c"), "a")),
        ("fill", None, (None, None, None, "a")),
    ],
)
def test_both_changed(policy, newer, expected):
    assert plan("a", "b", "c", policy, odoo_newer=newer) == expected


@pytest.mark.parametrize(
    ("policy", "newer", "expected"),
    [
        ("external", None, (("b", "c"), None, None, "c")),
        ("odoo", None, (None, ("c", "b"), None, "b")),
        ("newest", True, (None, ("c", "b"), None, "b")),
        ("newest", False, (("b", "c"), None, None, "c")),
        ("newest", None, (None, None, (None, "b", "c"), ...)),
        ("ask", None, (None, None, (None, "b", "c"), ...)),
        ("fill", None, (None, None, None, ...)),
    ],
)
def test_first_meeting(policy, newer, expected):
    assert plan(..., "b", "c", policy, odoo_newer=newer) == expected


@pytest.mark.parametrize("policy", POLICIES)
def test_an_empty_side_takes_the_value_at_the_first_meeting(policy):
    assert plan(..., "", "c", policy) == (("", "c"), None, None, "c")
    assert plan(..., "b", None, policy) == (None, (None, "b"), None, "b")


def test_false_and_zero_are_values():
    assert plan(..., False, True, "external") == ((False, True), None, None, True)
    assert plan(..., None, False, "odoo") == ((None, False), None, None, False)
    assert plan(14, 14, 0, "external") == ((14, 0), None, None, 0)


@pytest.mark.parametrize("policy", POLICIES)
def test_emptied_values_empty_nothing(policy):
    assert plan("a", "a", "", policy) == (None, None, None, "a")
    assert plan("a", "", "a", policy) == (None, None, None, "a")
    # and the side that is left may still change
    assert plan("a", "b", "", policy) == (None, ("", "b"), None, "b")


def test_emptied_values_are_changes_where_wanted():
    assert plan("a", "a", "", "external", blank=True) == (("a", ""), None, None, "")
    assert plan("a", "", "a", "odoo", blank=True) == (None, ("a", ""), None, "")
    assert plan("a", "a", "", "odoo", blank=True) == (None, ("", "a"), None, "a")
    assert plan("a", "a", "", "fill", blank=True) == (None, None, None, "a")
    assert plan("a", "", "b", "ask", blank=True) == (None, None, ("a", "", "b"), "a")
    assert plan("a", "", "b", "fill", blank=True) == (("", "b"), None, None, "b")
    # at the first meeting nothing has been emptied
    assert plan(..., "", "b", "odoo", blank=True) == (("", "b"), None, None, "b")


def test_without_writing_outside_a_change_in_odoo_stays():
    done = plan("a", "b", "a", "external", writes_external=False)
    assert done == (None, None, None, "a")
    # next time, with that snapshot, it is still Odoo's change
    assert plan("a", "b", "a", "external", writes_external=False) == done
    assert plan(..., "b", "c", "odoo", writes_external=False) == (None, None, None, ...)
    assert plan(..., "b", "", "ask", writes_external=False) == (None, None, None, ...)


def test_fields_of_one_side_are_not_compared():
    done = merge({"x": 1, "kept": 2}, {"x": 1, "a": 1}, {"b": 1, "x": 3}, "external")
    assert done.to_odoo == {"x": (1, 3)}
    assert (done.to_external, done.conflicts) == ({}, {})
    assert done.agreed == {"x": 3, "kept": 2}


def test_policy_for_each_field():
    policy = {"a": "external", "b": "odoo"}
    done = merge(None, dict.fromkeys("abc", 1), dict.fromkeys("abc", 2), policy)
    assert done.to_odoo == {"a": (1, 2)}
    assert done.to_external == {"b": (2, 1)}
    assert done.conflicts == {"c": (None, 1, 2)}


def test_unknown_policy():
    with pytest.raises(ValueError, match="'both'"):
        merge(None, {"a": 1}, {"a": 2}, "both")
    with pytest.raises(ValueError, match="'both'"):
        merge(None, {"a": 1}, {"a": 1}, {"a": "both"})


def test_no_argument_is_changed():
    arguments = ({"a": [1]}, {"a": [1], "b": "x"}, {"a": [2], "b": ""})
    before = copy.deepcopy(arguments)
    merge(*arguments, "external", blank=True)
    assert arguments == before
