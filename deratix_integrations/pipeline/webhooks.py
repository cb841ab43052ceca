"""The webhooks of a connection in the other system: made, counted and removed.

They are told from those of others by the key in their address, which nobody else can know.
"""

from urllib.parse import urlsplit

from odoo import http
from odoo.exceptions import UserError

from ..providers.addresses import split_base_url
from ..providers.base import AddressRefused

ROUTE = "/deratix/webhook"
# Names that lead to no machine of the internet (RFC 6761, RFC 6762).
_LOCAL_NAMES = (".localhost", ".local", ".test", ".invalid")


def webhook_address(env, key, *, allow_private):
    """The address that the other system is to call. Raises ``UserError`` when it cannot."""
    base = env["ir.config_parameter"].sudo().get_param("web.base.url", "").rstrip("/")
    try:
        parts = split_base_url(base, allow_private=allow_private)
        local = "." not in parts.hostname and ":" not in parts.hostname
        if not allow_private and (local or parts.hostname.endswith(_LOCAL_NAMES)):
            raise AddressRefused(host=parts.hostname)
    except AddressRefused:
        raise UserError(
            env._(
                "Webhooks need an address of this Odoo that begins with https:// and can be "
                "reached from the internet. It is now “%s”. Set the system parameter "
                "web.base.url.",
                base,
            )
        ) from None
    _check_database(env, parts)
    return f"{base}{ROUTE}/{key}"


def _check_database(env, parts):
    """A call carries no session, so that the address alone has to lead to this database: Odoo
    serves it when the database filter leaves one for the host, or when a proxy in front says which
    (it then does so in the request at hand, too)."""
    if http.request and http.request.httprequest.headers.get("X-Odoo-Database"):
        return
    if http.db_list(force=True, host=parts.netloc) != [env.cr.dbname]:
        raise UserError(
            env._(
                "Several databases answer at %s, and a webhook cannot choose one. Give this "
                "database an address of its own by the option dbfilter of the server.",
                parts.hostname,
            )
        )


class Webhooks:
    """Those of one connection. Every method may raise ``ProviderError``."""

    def __init__(self, provider):
        self._provider = provider

    def complete(self, key, address, secret):
        """Have one active webhook for each event at this address: those that are there stay,
        whatever else has the key is removed."""
        kept = set()
        for hook in self._own(key):
            good = hook.active and hook.url == address and hook.event not in kept
            if good and hook.event in self._wanted():
                kept.add(hook.event)
            else:
                self._provider.delete_webhook(hook.external_id)
        for event in self._wanted():
            if event not in kept:
                self._provider.create_webhook(event, address, secret)

    def missing(self, key, address):
        """The events for which there is no active webhook at this address."""
        active = {hook.event for hook in self._own(key) if hook.active and hook.url == address}
        return [event for event in self._wanted() if event not in active]

    def remove(self, key):
        for hook in self._own(key):
            self._provider.delete_webhook(hook.external_id)

    def _wanted(self):
        return self._provider.webhook_events

    def _own(self, key):
        path = f"{ROUTE}/{key}"
        return [hook for hook in self._provider.webhooks() if _path(hook.url).endswith(path)]


def _path(url):
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
