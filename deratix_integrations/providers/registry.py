"""The providers there are."""

from __future__ import annotations

from collections.abc import Mapping

from .base import Budget, Provider
from .fakturownia import Fakturownia
from .superfaktura import SuperFaktura

_PROVIDERS = (Fakturownia, SuperFaktura)


def providers() -> dict[str, type[Provider]]:
    """Each provider's class by its code."""
    return {provider.code: provider for provider in _PROVIDERS}


def create(
    code: str,
    settings: Mapping[str, str],
    base_url: str,
    *,
    budget: Budget,
    recorder: object,
    allow_private: bool = False,
    record_bodies: bool = False,
) -> Provider:
    """A provider for one account; sends nothing yet.

    Raises ``KeyError`` for an unknown code, ``SettingMissing`` and ``AddressRefused``.
    """
    return providers()[code](
        settings,
        base_url,
        budget=budget,
        recorder=recorder,
        allow_private=allow_private,
        record_bodies=record_bodies,
    )
