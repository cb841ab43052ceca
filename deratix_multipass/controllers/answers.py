"""What both ways of Multipass answer with."""

from odoo.http import request

from ..multipass.refusal import Reason
from ..pipeline.throttle import Throttle

# Nothing of it is kept by browsers or proxies, told to other servers, or shown inside other pages.
_PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Robots-Tag": "noindex",
}


def page(name, values=None, status=200):
    """One of our pages, private."""
    values = {**(values or {}), "disable_database_manager": True}
    return private(request.render(f"deratix_multipass.page_{name}", values, status=status))


def private(response):
    """The same response, with what keeps a token from being found where it has been."""
    response.headers.update(_PRIVATE)
    return response


def refused(attempt, refusal, direction):
    """One answer for every reason. The audit alone is told which one it was."""
    if attempt.multipass:
        Throttle(attempt.multipass.env).note_refusal(
            attempt.multipass, refusal, direction, attempt.pairing
        )
    return page("refused", status=403)


def told(sending, refusal, direction):
    """The reason, in words, for somebody who is signed in to Odoo and pressed a button there."""
    if sending.multipass:
        Throttle(sending.multipass.env).note_refusal(
            sending.multipass, refusal, direction, sending.pairing
        )
    name = sending.multipass.connection_id.name or ""
    values = {"text": _text(refusal.reason, name), "name": name}
    if sending.multipass:
        values["address"] = sending.multipass.address
    return page("told", values, 403)


def _text(reason, name):
    env = request.env
    match reason:
        case Reason.STOPPED:
            return env._("Signing in by Multipass is stopped at the moment.")
        case Reason.OFF | Reason.SECRET_UNREADABLE:
            return env._("Signing in to %s from Odoo is switched off.", name)
        case Reason.UNPAIRED:
            return env._(
                "You are not paired with a user of %s. An administrator does that in Odoo, under "
                "Integrations > Configuration.",
                name,
            )
        case Reason.INACTIVE | Reason.USER | Reason.COMPANY:
            return env._("Your account may not go to %s this way.", name)
        case Reason.PRIVILEGED:
            return env._(
                "Tokens of the older form are not used for administrators. Sign in to %s with "
                "your password there.",
                name,
            )
        case Reason.TOO_MANY:
            return env._("You were taken there very often just now. Try again in a minute.")
        case _:
            return env._("This address is none of %s.", name)
