"""Debian packages without root: a private apt configuration beside the machine's own.

Mirror, keyring, proxy and trust come from the machine's apt configuration; only the suite is ours.
The system's package lists, cache and state are never touched.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .errors import ToolError
from .output import step
from .paths import cache_dir
from .process import CommandFailed, run

_ETC_APT = Path("/etc/apt")
_NO_DEBIAN = (
    "This machine has no Debian package source that Odoo could be taken from ({reason}).\n"
    "Get the source code of Odoo 19.0, set ODOO_HOME to its folder, and run the command again."
)


def fetch(packages, folder):
    """Download `packages` ("name" or "name/suite") as .deb files into `folder`.

    A package whose file is there already is not downloaded again. Raises `ToolError` when there
    is no apt, no mirror, no network or no such package.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [package for package in packages if not find(folder, package)]
    if not missing:
        return
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="apt-") as work:
        work = Path(work)
        options = _private_configuration(work, {name.partition("/")[2] for name in missing})
        apt_get = [_tool("apt-get"), *options]
        environment = {**os.environ, "APT_CONFIG": str(work / "apt.conf"), "LC_ALL": "C.UTF-8"}
        _apt([*apt_get, "update"], environment, work)
        downloads = work / "debs"
        downloads.mkdir()
        # A file moves to the folder only when it is whole and apt has checked its signature.
        _apt([*apt_get, "download", *missing], environment, downloads)
        for file in downloads.glob("*.deb"):
            file.replace(folder / file.name)


def find(folder, package):
    """The downloaded file of `package`, or None."""
    return next(iter(sorted(folder.glob(f"{package.partition('/')[0]}_*.deb"))), None)


def unpack(file, folder):
    """Unpack one .deb into `folder`."""
    run([_tool("dpkg-deb"), "-x", file, folder], f"Unpacking {file.name}")


def pip_wheel():
    """The wheel of pip from Debian's python3-pip-whl, for a Python that came without ensurepip."""
    folder = cache_dir() / "debs"
    tree = cache_dir() / "pip"
    try:
        fetch([f"python3-pip-whl/{codename()}"], folder)
    except ToolError as error:
        raise ToolError(
            "This Python cannot make virtual environments: it came without ensurepip.\n"
            "Install the package python3-venv (apt-get install python3-venv) and run it again.\n"
            f"Getting pip without it failed, too: {error}"
        ) from error
    unpack(find(folder, "python3-pip-whl"), tree)
    return next((tree / "usr/share/python-wheels").glob("pip-*.whl"))


def codename():
    """The name of this machine's Debian release, such as bookworm; empty when it is no Debian."""
    try:
        text = Path("/etc/os-release").read_text()
    except OSError:
        return ""
    found = re.search(r'^VERSION_CODENAME="?([a-z]+)"?$', text, re.MULTILINE)
    return found.group(1) if found else ""


def install(package, what):
    """Install a Debian package on the machine; needs root or a sudo that asks no password."""
    prefix = []
    if os.geteuid() != 0:
        sudo = shutil.which("sudo")
        allowed = sudo and not subprocess.run([sudo, "-n", "true"], capture_output=True).returncode
        if not allowed:
            raise ToolError(
                f"{what} is missing, and only an administrator may install it.\n"
                f"Ask for: apt-get install {package}"
            )
        prefix = [sudo, "-n", "--preserve-env=DEBIAN_FRONTEND"]
    step(f"Installing {what} (Debian package {package})")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt_get = [*prefix, _tool("apt-get")]
    _apt([*apt_get, "update"], environment, None)
    _apt([*apt_get, "install", "-y", "--no-install-recommends", package], environment, None)


def sources(etc_apt=_ETC_APT, release=None):
    """The machine's entries for Debian itself, as (one-line options, Signed-By..., address).

    Returns a list of deb822 stanzas without a `Suites:` line; third-party archives are left out:
    an entry counts when it offers the component main of this machine's release.
    """
    release = release or codename()
    names = {release, "stable", "testing", "unstable", "sid"} - {""}
    stanzas = []
    for file in sorted(etc_apt.glob("sources.list.d/*.sources")):
        for block in re.split(r"\n\s*\n", file.read_text()):
            stanzas += _from_deb822(block, names)
    files = [etc_apt / "sources.list", *sorted(etc_apt.glob("sources.list.d/*.list"))]
    for file in files:
        if file.exists():
            for line in file.read_text().splitlines():
                stanzas += _from_one_line(line, names)
    return list(dict.fromkeys(stanzas))


def _from_deb822(block, names):
    text = "\n".join(line for line in block.splitlines() if not line.startswith("#"))
    fields = dict(re.findall(r"^([A-Za-z-]+):((?:.*)(?:\n[ \t].*)*)", text, re.MULTILINE))
    fields = {key.lower(): value for key, value in fields.items()}
    suites = set(fields.get("suites", "").split())
    usable = (
        "deb" in fields.get("types", "").split()
        and "main" in fields.get("components", "").split()
        and fields.get("enabled", "yes").strip().lower() not in ("no", "false")
    )
    if not (usable and suites & names):
        return []
    kept = [
        f"{key.title()}:{value}"
        for key, value in fields.items()
        if key not in ("types", "suites", "components", "enabled")
    ]
    return ["\n".join(["Types: deb", "Components: main", *kept])]


def _from_one_line(line, names):
    match = re.match(r"deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)", line.partition("#")[0])
    if not match or match[3] not in names or "main" not in match[4].split():
        return []
    options = []
    for option in (match[1] or "").split():
        key, _, value = option.partition("=")
        names_of_options = {"signed-by": "Signed-By", "trusted": "Trusted", "arch": "Architectures"}
        name = names_of_options.get(key.lower(), key.title())
        options.append(f"{name}: {value.replace(',', ' ')}")
    return ["\n".join(["Types: deb", "Components: main", f"URIs: {match[2]}", *options])]


def _private_configuration(work, suites):
    """Write apt.conf and the sources into `work`; returns the command-line options to use."""
    found = sources()
    if not found:
        raise ToolError(_NO_DEBIAN.format(reason="its apt names no Debian mirror"))
    for name in ("lists/partial", "cache/archives/partial", "parts", "sources"):
        (work / name).mkdir(parents=True)
    wanted = " ".join(sorted({"sid", *suites} - {""}))
    text = "\n\n".join(f"{stanza}\nSuites: {wanted}" for stanza in found)
    (work / "sources" / "debian.sources").write_text(text + "\n")
    dump = run([_tool("apt-config"), "dump"], "Reading the apt configuration")
    # Proxies, certificates and checks as the machine has them; hooks that clean its cache not.
    kept = [line for line in dump.splitlines() if line.startswith("Acquire::")]
    own = [
        f'Dir::Etc::main "{work}/none";',
        f'Dir::Etc::parts "{work}/parts";',
        f'Dir::Etc::sourcelist "{work}/none";',
        f'Dir::Etc::sourceparts "{work}/sources";',
        f'Dir::State "{work}";',
        f'Dir::State::lists "{work}/lists";',
        'Dir::State::status "/dev/null";',
        f'Dir::Cache "{work}/cache";',
        # Without it a mirror that cannot be reached is a warning only.
        'APT::Update::Error-Mode "any";',
        f'APT::Sandbox::User "{"root" if os.geteuid() == 0 else ""}";',
    ]
    (work / "apt.conf").write_text("\n".join([*kept, *own]) + "\n")
    return ["-q", "-y"]


def _apt(command, environment, folder):
    from .environment import explain_download

    try:
        run(command, "Getting Debian packages", env=environment, cwd=folder, log="apt.log")
    except CommandFailed as error:
        if "Unable to locate package" in error.output or "Release file" in error.output:
            raise ToolError(
                _NO_DEBIAN.format(reason="its mirror does not offer the package")
                + f"\nWhat apt said:\n{error.output.strip()[-1500:]}"
            ) from error
        raise explain_download(error, "the Debian packages") from error


def _tool(name):
    path = shutil.which(name)
    if not path:
        raise ToolError(_NO_DEBIAN.format(reason=f"it has no {name}"))
    return path
