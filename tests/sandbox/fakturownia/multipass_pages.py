"""Signing in with a login and password or with a token, the way to the CRM, and the settings."""

from urllib.parse import quote, urlencode

from . import multipass
from .envelopes import FORMS

# What stands in an address beside a token is nobody else's business.
_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_CHOICES = {"envelope": FORMS, "times": multipass.TIMES}
_TEXTS = ("crm_login_url", "crm_server_url", "site", "audience", "envelope", "times", "identity")


def stranger(visit, address):
    """Where somebody who is not signed in is sent: to the CRM, or to the form."""
    if visit.account.multipass.settings.sign_in:
        url = visit.account.multipass.settings.crm_server_url
        if url:
            return visit.go(_by_crm(visit, url, address), **_PRIVATE)
    return visit.go(f"/login?return_to={quote(address)}")


def login(visit):
    """/login: a form, what was sent with it, or a token of the CRM."""
    if visit.method == "POST":
        form = visit.form
        user = visit.account.users.by_password(form.get("login", ""), form.get("password", ""))
        if user is None:
            return _form(visit, 401, "The login or the password is wrong.")
        return _enter(visit, user, form.get("return_to", ""))
    if "multipass" not in visit.given:
        return _form(visit)
    given = {name: visit.given.get(name) for name in ("multipass", "signature")}
    try:
        user, page = visit.account.multipass.accept(given)
    except multipass.Refused as refused:
        return _form(visit, 403, str(refused), reason=refused.reason)
    return _enter(visit, user, page or visit.given.get("return_to"))


def server_login(visit):
    """/multipass_server_login: tells the CRM, at its `login_url`, who is signed in here."""
    passes, url = visit.account.multipass, visit.given.get("login_url")
    if not _serves(passes):
        return _message(visit, 403, "Signing in to the CRM is switched off here.")
    if not passes.is_crm(url):
        return _message(visit, 400, "The address is none of the CRM.")
    if visit.session is None:
        here = f"/multipass_server_login?{urlencode({'login_url': url})}"
        return visit.go(f"/login?return_to={quote(here, safe='')}", **_PRIVATE)
    return visit.go(passes.to_crm(visit.user, url, "server"), **_PRIVATE)


def crm(visit):
    """/crm: the button that takes a person to the CRM, signed in, to the page `to`."""
    passes = visit.account.multipass
    if not _serves(passes):
        return _message(visit, 403, "Signing in to the CRM is switched off here.")
    url = passes.settings.crm_login_url
    return visit.go(passes.to_crm(visit.user, url, "crm", visit.given.get("to")), **_PRIVATE)


def settings(visit):
    """/settings/multipass, for administrators."""
    if visit.user["role"] != "admin":
        return _message(visit, 403, "This is for administrators.")
    wrong = ""
    if visit.method == "POST":
        try:
            visit.account.multipass.set(_given(visit.form))
        except multipass.Wrong as error:
            wrong = str(error)
    passes = visit.account.multipass
    chosen = passes.settings
    return visit.page(
        "multipass.html",
        422 if wrong else 200,
        wrong=wrong,
        saved=visit.method == "POST" and not wrong,
        chosen=chosen,
        choices=_CHOICES,
        claims="\n".join(f"{ours}={name}" for ours, name in chosen.claims.items()),
        fingerprints={
            name: passes.fingerprint(getattr(chosen, name)) if getattr(chosen, name) else ""
            for name in ("token_in", "token_out")
        },
    )


def users(visit):
    """/settings/users, for administrators: to be looked at, and to be copied from."""
    if visit.user["role"] != "admin":
        return _message(visit, 403, "This is for administrators.")
    return visit.page("users.html", rows=visit.account.users.rows.values())


def _serves(passes):
    return passes.settings.server and passes.settings.token_out and passes.settings.crm_login_url


def _given(form):
    """The settings of a sent form. A secret that is left empty stays as it is."""
    given = {name: form[name] for name in _TEXTS if name in form}
    given |= {name: name in form for name in ("sign_in", "server")}
    given |= {name: form[name] for name in ("token_in", "token_out") if form.get(name)}
    lines = [line.partition("=") for line in form.get("claims", "").splitlines() if line.strip()]
    given["claims"] = {ours.strip(): name.strip() for ours, _, name in lines}
    return given


def _enter(visit, user, wanted):
    cookie = visit.sessions.open(visit.request, user)
    # Only to a page of this server.
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return visit.go(wanted if inside else "/invoices", **{"Set-Cookie": cookie}, **_PRIVATE)


def _form(visit, status=200, wrong="", reason=""):
    wanted = visit.form.get("return_to") or visit.given.get("return_to")
    chosen = visit.account.multipass.settings
    by_crm = _by_crm(visit, chosen.crm_server_url, wanted) if chosen.sign_in else ""
    return visit.page(
        "login.html",
        status,
        return_to=wanted,
        wrong=wrong,
        reason=reason,
        by_crm=by_crm if chosen.crm_server_url else "",
        known=[row for row in visit.account.users.rows.values() if row["active"]],
    )


def _by_crm(visit, url, address):
    """The address at which the CRM signs somebody in and sends them to that page."""
    here = f"{visit.account.url}/login"
    if address:
        here += f"?{urlencode({'return_to': address})}"
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'login_url': here})}"


def _message(visit, status, text):
    return visit.page("message.html", status, title="Refused", text=text)
