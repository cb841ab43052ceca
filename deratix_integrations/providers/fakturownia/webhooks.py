"""The webhooks of an account at Fakturownia, and what they send.

Described by github.com/vosfactures/API ("Webhooks") and help.invoiceocean.com/103108329. The only
proof of where a call comes from is the secret, which stands in its body as ``api_token``.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...engine import normalize
from ..base import NotFound, UnexpectedAnswer
from ..invoicing import Hint, Webhook
from .api import Api
from .wire import flag, whole


class Webhooks(Api):
    """Part of ``providers.invoicing.InvoicingProvider``."""

    webhook_events = (
        "client:create",
        "client:update",
        "client:destroy",
        "invoice:create",
        "invoice:update",
        "invoice:destroy",
        "product:create",
        "product:update",
        "product:destroy",
    )

    def webhooks(self) -> tuple[Webhook, ...]:
        return tuple(
            Webhook(
                external_id=str(whole(item["id"])),
                event=normalize.text(item.get("kind")),
                url=normalize.text(item.get("url")),
                active=flag(item.get("active")) is not False,
            )
            for item in self._all("/webhooks.json", "webhooks")
        )

    def create_webhook(self, event: str, url: str, secret: str) -> str:
        webhook = {"kind": event, "url": url, "api_token": secret, "active": True}
        return self._create("/webhooks.json", {"webhook": webhook}, "webhooks")

    def delete_webhook(self, external_id: str) -> None:
        try:
            number = self._number(external_id)
            self._transport.request(
                "DELETE",
                f"/webhooks/{number}.json",
                action="webhooks",
                external_id=external_id,
            )
        except NotFound:
            return
        except UnexpectedAnswer as error:
            # What a deletion is answered with is documented for other records only ("ok").
            if error.params.get("reason") != "empty":
                raise

    @classmethod
    def webhook_secret(cls, body: Mapping[str, object]) -> str:
        secret = body.get("api_token") if isinstance(body, Mapping) else None
        return secret if isinstance(secret, str) else ""

    @classmethod
    def webhook_hint(cls, body: Mapping[str, object]) -> Hint | None:
        """A client tells its number beside it, in it, or among its external ids; a document comes
        as a ``deal``, whose external id it is, of late also beside it. What is sent of a product
        is not documented; it is taken to be as of a client, and else the next look finds it."""
        if not isinstance(body, Mapping):
            return None
        deal, client, product = (body.get(key) for key in ("deal", "client", "product"))
        if isinstance(deal, Mapping):
            return _hint("invoice", _own_id(deal, body), body.get("id"))
        if isinstance(client, Mapping):
            told = (body.get("client_id"), _own_id(client, body), client.get("id"))
            return _hint("party", *told)
        if isinstance(product, Mapping):
            told = (body.get("product_id"), _own_id(product, body), product.get("id"))
            return _hint("product", *told)
        return None


def _own_id(record: Mapping[str, object], body: Mapping[str, object]) -> object:
    """The id in the system that sends it, which names itself."""
    ids = record.get("external_ids")
    if not isinstance(ids, Mapping):
        return None
    app = body.get("app_name")
    return ids.get(app) if isinstance(app, str) and app in ids else ids.get("fakturownia")


def _hint(kind: str, *told: object) -> Hint | None:
    numbers = (whole(value) for value in told)
    found = next((number for number in numbers if number is not None and number > 0), None)
    return None if found is None else Hint(kind, str(found))
