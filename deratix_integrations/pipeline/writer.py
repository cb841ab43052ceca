"""Writing partners with the records that hang on them: delivery address and bank account."""

from .traces import Traces


class PartnerWriter:
    """Creates and changes partners of one batch, and notes what undoing needs."""

    def __init__(self, parties):
        self.parties = parties

    def create_partners(self, chosen):
        """Create many partners in one go.

        :param chosen: ``[(party values, id of the company of which it is a place, or None)]``,
            either all with such a company or all without
        :return: ``[(partner, [[model, id], ...] of all that was created for it)]``, the partner
            last
        """
        vals_list, deliveries, banks, made = [], {}, {}, []
        for index, (values, company_id) in enumerate(chosen):
            vals, delivery, bank = self.parties.prepare(values)
            made.append(self.parties.lookups.take_made())
            vals |= {"parent_id": company_id, "type": "other"} if company_id else {}
            vals_list.append(vals)
            if delivery:
                deliveries[index] = delivery
            if bank:
                banks[index] = bank
        partners = self._partner_model(skip_sync=not chosen[0][1]).create(vals_list)
        created = [
            [*records, ["res.partner", partner.id]]
            for records, partner in zip(made, partners, strict=True)
        ]
        for index, child in self._create_deliveries(partners, deliveries).items():
            created[index].insert(0, ["res.partner", child])
        for index, bank in self._create_banks(partners, banks).items():
            created[index].insert(0, ["res.partner.bank", bank])
        return list(zip(partners, created, strict=True))

    def _partner_model(self, *, skip_sync=False):
        # The VAT number was checked with Odoo's own check when the line was planned. A partner
        # without a parent has nothing to exchange with one: Odoo's loading skips that, too.
        return self.parties.partners.with_context(
            no_vat_validation=True, **({"_partners_skip_fields_sync": True} if skip_sync else {})
        )

    def _create_deliveries(self, partners, deliveries):
        if not deliveries:
            return {}
        children = self._partner_model(skip_sync=True).create(
            [
                {
                    **partners[index]._get_commercial_values(),
                    **vals,
                    "parent_id": partners[index].id,
                    "type": "delivery",
                }
                for index, vals in deliveries.items()
            ]
        )
        return dict(zip(deliveries, children.ids, strict=True))

    def _create_banks(self, partners, banks):
        if not banks:
            return {}
        records = self.parties.env["res.partner.bank"].create(
            [{**vals, "partner_id": partners[index].id} for index, vals in banks.items()]
        )
        return dict(zip(banks, records.ids, strict=True))

    def write_partners(self, chosen, deliveries):
        """Write party values to partners.

        What one write has Odoo look up (children, users, leads) is looked up for all of them at
        once, and what is new is created at once.

        :param chosen: ``[(partner id, values, undo)]``; ``undo`` gets what was ``created`` and
            what ``Traces`` note
        :param deliveries: ``{partner id: its delivery address}``
        """
        if not chosen:
            return
        batch = [partner_id for partner_id, _values, _undo in chosen]
        owners = {id_: undo for id_, _values, undo in chosen}
        children = {deliveries[id_].id: undo for id_, undo in owners.items() if id_ in deliveries}
        traces = Traces(self.parties.partners, children | owners)
        new_deliveries, new_banks = [], []
        for partner_id, values, undo in chosen:
            partner = self._partner_model().browse(partner_id).with_prefetch(batch)
            vals, delivery, bank = self.parties.prepare(values, partner)
            undo["created"] += self.parties.lookups.take_made()
            if vals:
                partner.write(vals)
            child = deliveries.get(partner_id)
            if delivery and child:
                self._partner_model().browse(child.id).write(delivery)
            elif delivery:
                new_deliveries.append((partner, delivery, undo))
            # Another account of the client stays as it is.
            if bank and not self._has_account(partner, bank["acc_number"]):
                new_banks.append((partner, bank, undo))
        self._add(new_deliveries, "res.partner", self._create_deliveries)
        self._add(new_banks, "res.partner.bank", self._create_banks)
        traces.note()

    @staticmethod
    def _add(new, model, create):
        """Create what hangs on existing partners: ``new`` is ``[(partner, vals, undo)]``."""
        partners = [partner for partner, _vals, _undo in new]
        created = create(partners, dict(enumerate(vals for _partner, vals, _undo in new)))
        for index, id_ in created.items():
            new[index][2]["created"].append([model, id_])

    @staticmethod
    def _has_account(partner, number):
        return any(bank.sanitized_acc_number == number for bank in partner.bank_ids)
