"""How a leg merges a product with its twin outside.

What the source of a flow changed goes on to the target. Where products flow in both directions at
once, a field that was changed on both sides is for the policy of the connection to decide.
"""

from typing import NamedTuple

from ...engine.merge import equal, merge
from ...engine.product_values import PRODUCT_FIELDS
from ..agreements import Agreement


class Settled(NamedTuple):
    """What both sides hold now. ``is_read``: nothing that the other system holds is still to be
    taken over; ``is_sent``: nothing of Odoo's is still to be carried there."""

    agreement: Agreement
    is_read: bool
    is_sent: bool


def merge_in(policy, agreement, ours, theirs, sides=None):
    """The ``Merge`` of a reading leg: what changed there is written here.

    :param policy: that of the leg, see ``run._leg_policy``
    :param theirs: as ``Products.comparable`` made it
    :param sides: ``{field: side}`` whose value a person chose, see ``sides`` of a plan line
    """
    policies = dict.fromkeys(theirs, policy)
    policies |= {key: side for key, side in (sides or {}).items() if side in ("odoo", "external")}
    return merge(
        agreement.snapshot,
        ours,
        {key: value for key, value in theirs.items() if (sides or {}).get(key) != "both"},
        policies,
        accepted=agreement.accepted,
        writes_external=False,
    )


def changes_to_send(policy, agreement, ours, theirs):
    """``{field: [their value, ours]}`` of a writing leg: what changed here is written there.
    ``policy``: as of ``merge_in``."""
    plan = merge(
        agreement.snapshot,
        ours,
        theirs,
        policy,
        accepted=agreement.accepted,
        odoo_newer=True,
    )
    return {key: list(pair) for key, pair in plan.to_external.items()}


def fields_of_new(provider):
    """What of a product an article gets that is created there, with its number in any case."""
    return [key for key in PRODUCT_FIELDS if key == "sku" or key in provider.product_fields]


def settle(agreement, ours, theirs, *, left=(), writable=PRODUCT_FIELDS):
    """The agreement after writing.

    :param left: fields that are left different on purpose from now on
    :param writable: fields that the other system takes; others never wait for being sent
    """
    snapshot, accepted = dict(agreement.snapshot), dict(agreement.accepted)
    is_read = is_sent = True
    for key, value in theirs.items():
        if equal(ours.get(key), value):
            snapshot[key] = value
            accepted.pop(key, None)
        elif key in left:
            accepted[key] = [ours.get(key), value]
        else:
            last_ours, last_theirs = accepted.get(key, [snapshot.get(key)] * 2)
            is_read = is_read and equal(last_theirs, value)
            is_sent = is_sent and (key not in writable or equal(last_ours, ours.get(key)))
    return Settled(Agreement(snapshot, accepted), is_read, is_sent)
