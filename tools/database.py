"""Databases: layers of templates kept by the hash of what is in them, and clones of those.

    base      Odoo's own modules, made once for an Odoo            (about 90 s)
    addons    a clone of base with our addons, for their content   (seconds)
    apps      a clone of base with the apps that addons join       (about 30 s)
    joined    a clone of apps with the addons that join them       (seconds)

A template appears under its name only when it is whole, so that a crash leaves no half of one.
"""

import hashlib
import json
import os
import shutil
import subprocess
import uuid

from . import addons
from .errors import ToolError
from .locks import exclusive
from .output import step
from .paths import (
    DATA,
    DEV,
    KEEP_COMPILED,
    ODOO_CONF,
    PYTHON,
    ROOT,
    VENV,
    addon_folders,
    checkout_key,
)
from .process import run

BASE_MODULES = ("base_vat", "contacts", "crm", "sale_management")
# What never gets into a database: it is read from the disk when it is needed.
_NOT_IN_DATABASE = ("tests", "readme", "static/src", "static/tests", "__pycache__")
_KEPT_TEMPLATES = 3
# With less than this much free, a clone is dropped as soon as nobody needs it.
_ROOM_BYTES = 10 * 1024**3
# What the first page would have every clone make: about as long as starting Odoo takes.
_STORE_ASSETS = """
make = env["ir.qweb"]._get_asset_bundle
make("web.assets_web", css=False, js=True).js()
for bundle in ("web.assets_web", "web.assets_web_print"):
    make(bundle, css=True, js=False).css()
env.cr.commit()
"""
PREFIX = f"dx{checkout_key()}"


def ensure_template(modules):
    """Have the template of Odoo and our addons as they are now. Returns its name.

    `modules` is Odoo's folder (from `setup.ensure`). No demo data in it.
    """
    ours = [folder.name for folder in addons.standing()]
    base = f"{PREFIX}_base_{_base_key(modules)}"
    full = f"{PREFIX}_addons_{_addons_key(base, addons.standing())}"
    with exclusive(DEV / "template.lock", "it is making the template database"):
        present = _databases()
        _ensure_base(base, present)
        if not ours:
            return base
        if full not in present:
            step(f"Installing our addons: {', '.join(ours)}")
            build(full, base, ours, with_assets=True)
        _prune({base, full})
    return full


def ensure_joined_template(modules):
    """Have the template with the addons that join further apps, those apps, and what they need of
    ours. Returns its name. The other addons are tested without those apps."""
    ours, further = [folder.name for folder in addons.joining()], addons.further_apps()
    base = f"{PREFIX}_base_{_base_key(modules)}"
    apps = f"{PREFIX}_apps_{_key(f'{base} {further}')}"
    joined = f"{PREFIX}_joined_{_addons_key(apps, addons.joining_with_needs())}"
    with exclusive(DEV / "template.lock", "it is making the template database"):
        present = _databases()
        _ensure_base(base, present)
        if apps not in present:
            step(f"Installing further apps: {', '.join(further)} (about a minute)")
            build(apps, base, further)
        if joined not in present:
            step(f"Installing the addons that join them: {', '.join(ours)}")
            build(joined, apps, ours, with_assets=True)
        _prune({base, apps, joined})
    return joined


def _ensure_base(base, present):
    if base not in present:
        step(f"Making the base database: {', '.join(BASE_MODULES)} (about two minutes)")
        build(base, None, BASE_MODULES)


def clone(template, name=None):
    """A database with the content and the files of `template`. Returns its name."""
    name = name or new_name()
    sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    _copy_files(template, name)
    return name


def new_name(kind="clone"):
    """A name nobody uses; it carries this process's id so that `remove_orphans` knows it."""
    return f"{PREFIX}_{kind}_{os.getpid()}_{uuid.uuid4().hex[:6]}"


def exists(name):
    """Whether there is a database of that name."""
    return name in _databases()


def drop(name):
    """Remove a database, even one in use, and its files."""
    sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    for folder in (_files(name), DATA / "deratix_archives" / name):
        shutil.rmtree(folder, ignore_errors=True)


def drop_later(name):
    """Leave a clone that this process made to `drop_own` or `remove_orphans`; where the disk is
    short, remove it at once.

    ext4 gives away no inode that was deleted in the last minutes, and for every new file it looks
    at all of those anew (`recently_deleted` in the kernel's fs/ext4/ialloc.c). A database has
    3,000 files: made right after another was dropped, it takes about eight times the CPU.
    """
    if shutil.disk_usage(DATA).free < _ROOM_BYTES:
        drop(name)


def drop_own():
    """Remove the clones of this process."""
    _drop_clones_of(lambda pid: pid == os.getpid())


def remove_orphans():
    """Remove clones whose process is gone."""
    _drop_clones_of(lambda pid: not _alive(pid))


def addons_fingerprint(folders=None):
    """A hash of everything in our addons, or in some of them, that gets into a database."""
    digest = hashlib.sha256()
    for folder in folders or addon_folders():
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder).as_posix()
            if not path.is_file() or path.suffix == ".pot":
                continue
            if any(_is_in(inside, part) for part in _NOT_IN_DATABASE):
                continue
            digest.update(f"{folder.name}/{inside}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def sql(statement):
    """Run one statement outside a transaction on the maintenance database; returns the rows."""
    code = (
        "import json, sys, psycopg2\n"
        "connection = psycopg2.connect(dbname='postgres')\n"
        "connection.autocommit = True\n"
        "cursor = connection.cursor()\n"
        "cursor.execute(sys.stdin.read())\n"
        "print(json.dumps(cursor.fetchall() if cursor.description else []))\n"
    )
    result = subprocess.run(
        [str(PYTHON), "-c", code], input=statement, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise ToolError(f"PostgreSQL refused: {result.stderr.strip().splitlines()[-1]}")
    return json.loads(result.stdout)


def odoo_command(*arguments):
    """The command line that runs Odoo with this checkout's configuration."""
    return [PYTHON, VENV / "bin" / "odoo", *arguments]


def odoo_environment():
    """The environment for Odoo: the PG* variables are already set, the configuration is ours."""
    return {**os.environ, "ODOO_RC": str(ODOO_CONF), **KEEP_COMPILED}


def build(name, parent, modules, *, demo=False, with_assets=False):
    """Install `modules` into a clone of `parent` (or from nothing) and call the result `name`.

    `demo` adds Odoo's demo data, `with_assets` the scripts and styles of the pages. The name
    appears only when all is done.
    """
    temporary = new_name("new")
    try:
        if parent:
            clone(parent, temporary)
        arguments = ["-d", temporary, "-i", ",".join(modules), "--stop-after-init", "--no-http"]
        arguments += ["--log-level=warn", "--max-cron-threads=0"]
        if demo:
            arguments.append("--with-demo")
        run(
            odoo_command(*arguments),
            f"Installing {', '.join(modules)} into Odoo",
            env=odoo_environment(),
            cwd=ROOT,
            log=f"install-{'addons' if parent else 'base'}.log",
        )
        if with_assets:
            _store_assets(temporary)
        _copy_files(temporary, name)
        sql(f'ALTER DATABASE "{temporary}" RENAME TO "{name}"')
    finally:
        drop(temporary)


def _store_assets(name):
    run(
        odoo_command("shell", "-d", name, "--no-http", "--log-level=warn"),
        "Making the scripts and styles of the pages",
        env=odoo_environment(),
        cwd=ROOT,
        log="assets.log",
        text=_STORE_ASSETS,
    )


def _prune(current):
    """Remove templates of earlier states of the code, but the newest: a test may still use one."""
    rows = sql("SELECT datname FROM pg_database ORDER BY oid DESC")
    for kind in ("base", "addons", "apps", "joined"):
        names = [name for (name,) in rows if name.startswith(f"{PREFIX}_{kind}_")]
        for name in names[_KEPT_TEMPLATES:]:
            if name not in current:
                drop(name)


def _base_key(modules):
    release = (modules / "odoo" / "release.py").read_bytes()
    requirements = (ROOT / "requirements.txt").read_bytes()
    text = " ".join([str(modules), *BASE_MODULES]).encode()
    return hashlib.sha256(release + requirements + text).hexdigest()[:12]


def _addons_key(base, folders):
    return _key(f"{base} {addons_fingerprint(folders)}")


def _key(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _databases():
    return {row[0] for row in sql("SELECT datname FROM pg_database")}


def _drop_clones_of(condition):
    for name in _databases():
        parts = name.split("_")
        if parts[0] == PREFIX and parts[1] in ("clone", "new") and condition(int(parts[2])):
            drop(name)


def _files(name):
    return DATA / "filestore" / name


def _copy_files(source, target):
    shutil.rmtree(_files(target), ignore_errors=True)
    if _files(source).is_dir():
        # Odoo never changes a stored file, it only adds and removes them: links are enough.
        shutil.copytree(_files(source), _files(target), copy_function=os.link)


def _is_in(path, folder):
    return path == folder or path.startswith(f"{folder}/") or f"/{folder}/" in f"/{path}"


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
