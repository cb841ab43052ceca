"""./dev lint: style, Odoo's conventions, XML, translations and the rules of this house."""

import re
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from . import database, postgres, setup
from .addons import joining, standing
from .errors import ToolError
from .output import say, step
from .paths import ROOT, VENV, addon_folders
from .process import CommandFailed, run

_LONGEST_FILE = 400
_RUFF = ("--no-cache", "--output-format=concise")
# Matters of taste: the quotes of the XML header and the order of attributes.
_OCA = "--disable=xml-header-wrong,xml-tag-position"
_CODE = {".py", ".js", ".xml", ".scss", ".css"}
_NOT_COUNTED = {"i18n", "data", "lib"}
_MSGID = re.compile(r'^msgid ((?:".*"\n?)+)', re.MULTILINE)


def lint():
    """Run every check, print each finding. Returns 1 when there is one."""
    modules = setup.ensure()
    addons = addon_folders()
    checks = [
        ("ruff check", lambda: _tool("ruff", "check", *_RUFF, ".")),
        ("ruff format", lambda: _tool("ruff", "format", *_RUFF, "--check", ".")),
        ("pylint-odoo", lambda: _pylint(addons)),
        ("OCA checks of the modules", lambda: _oca("oca-checks-odoo-module", addons)),
        ("OCA checks of the translations", lambda: _oca_po(addons)),
        ("XML", lambda: check_xml(ROOT, addons)),
        ("no Odoo in the pure packages", lambda: check_pure(ROOT, addons)),
        ("file length", lambda: check_length(ROOT)),
        ("translation templates", lambda: _check_templates(modules, addons)),
    ]
    failed = 0
    for name, check in checks:
        step(f"Lint: {name}")
        try:
            findings = check()
        except ToolError as error:
            findings = [str(error)]
        failed += bool(findings)
        for finding in findings:
            say(f"{name}: {finding}")
    say(f"lint: {len(checks) - failed} checks passed, {failed} failed")
    return 1 if failed else 0


def check_xml(root, addons):
    """Files that are no XML, and windows that open the view type `tree`, gone since Odoo 18.

    The server takes such a window without a word, and the browser then fails to open it.
    """
    findings = []
    for addon in addons:
        for file in sorted(addon.rglob("*.xml")):
            name = file.relative_to(root)
            try:
                tree = ElementTree.parse(file)
            except ElementTree.ParseError as error:
                findings.append(f"{name}: not well-formed: {error}")
                continue
            for field in tree.iter("field"):
                modes = (field.text or "").replace(" ", "").split(",")
                if field.get("name") == "view_mode" and "tree" in modes:
                    findings.append(f"{name}: view_mode names tree; it is called list")
    return findings


def check_pure(root, addons):
    """Imports of odoo in the parts that have to work without it."""
    statement = re.compile(r"^\s*(?:import|from)\s+odoo\b", re.MULTILINE)
    return [
        f"{file.relative_to(root)}: imports odoo"
        for addon in addons
        for part in ("providers", "engine", "archive", "multipass")
        for file in sorted((addon / part).rglob("*.py"))
        if statement.search(file.read_text())
    ]


def check_length(root):
    """Code files that are too long to be read at one go."""
    findings = []
    for file in sorted(root.rglob("*")):
        inside = file.relative_to(root)
        if file.suffix not in _CODE or inside.parts[0].startswith("."):
            continue
        if _NOT_COUNTED & set(inside.parts[:-1]):
            continue
        lines = len(file.read_text().splitlines())
        if lines > _LONGEST_FILE:
            findings.append(f"{inside}: {lines} lines; {_LONGEST_FILE} is the most")
    return findings


def compare_templates(kept, current):
    """What differs between two .pot texts, by their messages."""
    kept, current = set(_MSGID.findall(kept)), set(_MSGID.findall(current))
    missing = [f"missing: {text.strip()}" for text in sorted(current - kept)]
    return missing + [f"no longer used: {text.strip()}" for text in sorted(kept - current)]


def export_template(name, addon):
    """The .pot of an addon as Odoo writes it, from the database `name`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{addon}.pot"
        run(
            database.odoo_command("i18n", "export", "-d", name, "-l", "pot", "-o", file, addon),
            f"Exporting the translations of {addon}",
            env=database.odoo_environment(),
            cwd=ROOT,
        )
        return file.read_text()


def _check_templates(modules, addons):
    findings = []
    if not addons:
        return findings
    for addon, current in _templates(modules):
        kept = addon / "i18n" / f"{addon.name}.pot"
        old = kept.read_text() if kept.exists() else ""
        differences = compare_templates(old, current)
        if differences:
            findings.append(
                f"{kept.relative_to(ROOT)} is not current "
                f"(./dev lint --write-templates writes it): "
                + "; ".join(differences[:5])
                + (f"; and {len(differences) - 5} more" if len(differences) > 5 else "")
            )
    return findings


def _templates(modules):
    """``(addon, its .pot as Odoo writes it)`` of every addon."""
    with postgres.running():
        for those, ensure in (
            (standing(), database.ensure_template),
            (joining(), database.ensure_joined_template),
        ):
            if not those:
                continue
            name = database.clone(ensure(modules))
            try:
                for addon in those:
                    yield addon, export_template(name, addon.name)
            finally:
                database.drop(name)


def write_templates():
    """Write the i18n/*.pot of every addon anew."""
    for addon, text in _templates(setup.ensure()):
        file = addon / "i18n" / f"{addon.name}.pot"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        step(f"Wrote {file.relative_to(ROOT)}")


def _pylint(addons):
    # README.rst is what a publishing tool makes of the folder readme/; it is not kept here.
    # A model whose parts are subjects of their own stands in several files.
    silent = "--disable=missing-readme,consider-merging-classes-inherited"
    options = ("--rcfile=setup.cfg", silent)
    return _tool("pylint", *options, *addons) if addons else []


def _oca(program, addons):
    return [finding for addon in addons for finding in _tool(program, _OCA, addon)]


def _oca_po(addons):
    files = [file for addon in addons for file in sorted((addon / "i18n").glob("*.po*"))]
    return _tool("oca-checks-po", *files) if files else []


def _tool(program, *arguments):
    """The lines a checker printed when it failed, else nothing."""
    try:
        run([VENV / "bin" / program, *arguments], program, cwd=ROOT)
    except CommandFailed as error:
        return error.output.strip().splitlines() or [str(error)]
    return []
