"""The gate of ./dev test and the checks of ./dev lint: what must not slip through."""

import json

import pytest

from tools import bench, lint, testing
from tools.errors import ToolError

_JUNIT = """<testsuites><testsuite>
<testcase classname="a" name="ok"/>
<testcase classname="a" name="bad"><failure message="x"/></testcase>
<testcase classname="a" name="broken"><error message="x"/></testcase>
{more}
</testsuite></testsuites>"""


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.setattr(testing, "_RESULTS", tmp_path)
    return tmp_path


def _judged(results, cases, code=0):
    (results / "odoo.xml").write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    outcome = testing.Outcome("odoo")
    testing._judge(outcome, code)
    return outcome


def test_tally_counts_errors_as_failures(tmp_path):
    file = tmp_path / "x.xml"
    file.write_text(_JUNIT.format(more=""))
    assert testing.tally(file) == (1, 2, [])


def test_a_skipped_test_fails_the_part(results):
    outcome = _judged(
        results,
        '<testcase classname="a" name="ok"/>'
        '<testcase classname="a" name="tour"><skipped message="no --odoo-http"/></testcase>',
    )
    assert "a.tour" in outcome.problem


def test_no_tests_at_all_fails_the_part(results):
    assert "pytest found none" in _judged(results, "", code=5).problem


def test_a_crash_after_green_tests_fails_the_part(results):
    outcome = _judged(results, '<testcase classname="a" name="ok"/>', code=3)
    assert "exit code 3" in outcome.problem


def test_no_result_file_fails_the_part(results):
    outcome = testing.Outcome("odoo")
    testing._judge(outcome, -9)
    assert "without a result" in outcome.problem


def test_green_is_green(results):
    outcome = _judged(results, '<testcase classname="a" name="ok"/>')
    assert (outcome.passed, outcome.failed, outcome.problem) == (1, 0, "")


def test_the_totals_never_look_clean_when_a_part_could_not_run(capsys):
    good = testing.Outcome("unit", passed=3)
    assert testing._report([good]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 0 failed"
    assert testing._report([good, testing.Outcome("browser", problem="no browser")]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 1 failed"


def test_a_missing_folder_is_a_failure(monkeypatch, tmp_path):
    monkeypatch.setattr(testing, "ROOT", tmp_path)
    with (
        pytest.raises(ToolError, match="tests/contract is missing"),
        testing._command("contract", ()),
    ):
        pass


def test_a_benchmark_has_to_end_with_an_object():
    assert bench._result("x", json.dumps({"ratio": 2})) == {"ratio": 2}
    for line in ("", "done", "[1]", "3"):
        with pytest.raises(ToolError, match="did not end with a JSON object"):
            bench._result("x", line)


@pytest.fixture
def addon(tmp_path):
    folder = tmp_path / "deratix_x"
    (folder / "providers" / "deep").mkdir(parents=True)
    (folder / "engine").mkdir()
    (folder / "views").mkdir()
    return folder


@pytest.mark.parametrize(
    "line", ["import odoo", "from odoo import fields", "    from odoo.tools import misc"]
)
def test_odoo_in_the_pure_parts_is_found(addon, line):
    (addon / "providers" / "deep" / "a.py").write_text(f'"""Doc."""\n{line}\n')
    (addon / "engine" / "b.py").write_text("import odoorpc_like\n# import odoo is not allowed\n")
    assert lint.check_pure(addon.parent, [addon]) == ["deratix_x/providers/deep/a.py: imports odoo"]


def test_tree_in_a_view_mode_and_broken_xml_are_found(addon):
    (addon / "views" / "a.xml").write_text(
        '<odoo><record><field name="view_mode">kanban, tree,form</field></record></odoo>'
    )
    (addon / "views" / "b.xml").write_text("<odoo><record></odoo>")
    (addon / "views" / "c.xml").write_text('<odoo><field name="view_mode">list,form</field></odoo>')
    findings = lint.check_xml(addon.parent, [addon])
    assert len(findings) == 2
    assert "view_mode names tree" in findings[0]
    assert "not well-formed" in findings[1]


def test_long_files_are_found_except_where_they_may_be(addon):
    text = "x = 1\n" * 401
    (addon / "long.py").write_text(text)
    (addon / "short.py").write_text("x = 1\n" * 400)
    (addon / "data").mkdir()
    (addon / "data" / "long.xml").write_text(text)
    (addon / ".hidden").mkdir()
    assert lint.check_length(addon.parent) == ["deratix_x/long.py: 401 lines; 400 is the most"]


def test_templates_are_compared_by_their_messages():
    kept = 'msgid ""\nmsgstr ""\n\n#: moved\nmsgid "Same"\nmsgstr ""\n\nmsgid "Old"\nmsgstr ""\n'
    current = (
        'msgid ""\nmsgstr ""\n\nmsgid "Same"\nmsgstr ""\n\nmsgid ""\n"Two "\n"lines"\nmsgstr ""\n'
    )
    findings = lint.compare_templates(kept, current)
    assert findings == ['missing: ""\n"Two "\n"lines"', 'no longer used: "Old"']
    assert lint.compare_templates(kept, kept) == []
