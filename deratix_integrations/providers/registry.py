"""The providers there are."""

from __future__ import annotations

from collections.abc import Mapping

from .base import Budget, Provider
from .fakturownia import Fakturownia
from .fortnox import Fortnox
from .jortt import Jortt
from .oauth import TokenStore
from .superfaktura import SuperFaktura

_PROVIDERS = (Fakturownia, Fortnox, Jortt, SuperFaktura)


def providers() -> dict[str, type[Provider]]:
    """Each provider's class by its code."""
    return {provider.code: provider for provider in _PROVIDERS}


def signs_in_by_oauth(provider: type[Provider]) -> bool:
    """Whether a provider is a ``oauth.SignsIn``."""
    return hasattr(provider, "by_consent")


def lengths(code: str, kind: str) -> Mapping[str, int]:
    """The most characters that a system takes in fields of a kind of record, by their paths
    (``engine.mapping.FIELDS``); only of those of which it is documented."""
    return getattr(providers()[code], "lengths", {}).get(kind, {})


def create(
    code: str,
    settings: Mapping[str, str],
    base_url: str,
    *,
    budget: Budget,
    recorder: object,
    allow_private: bool = False,
    record_bodies: bool = False,
    tokens: TokenStore | None = None,
) -> Provider:
    """A provider for one account; sends nothing yet.

    ``tokens`` is for those that sign in by OAuth (see ``signs_in_by_oauth``).
    Raises ``KeyError`` for an unknown code, ``SettingMissing`` and ``AddressRefused``.
    """
    return providers()[code](
        settings,
        base_url,
        budget=budget,
        recorder=recorder,
        allow_private=allow_private,
        record_bodies=record_bodies,
        **({"tokens": tokens} if tokens is not None else {}),
    )
