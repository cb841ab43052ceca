from odoo import api, fields, models
from odoo.tools import SQL

from .run import ACTIVE


class DeratixCard(models.Model):
    """The dashboard: one card for each connection, and one for what has none yet.

    A view, not a table. Another addon adds a card by a record of ``deratix.integration`` with
    ``needs_connection`` off, and tells its numbers in ``_card_data``.
    """

    _name = "deratix.card"
    _description = "Integration Card"
    _auto = False
    _order = "sequence, connection_sequence, id"
    # What is to be written before the view is read.
    _depends = {
        "deratix.connection": ["active", "company_id", "integration_id", "name", "sequence"],
        "deratix.integration": ["code", "name", "needs_connection", "sequence"],
        "res.company": ["active"],
    }

    integration_id = fields.Many2one("deratix.integration", readonly=True)
    connection_id = fields.Many2one("deratix.connection", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    needs_connection = fields.Boolean(readonly=True)
    sequence = fields.Integer(readonly=True)
    connection_sequence = fields.Integer(readonly=True)
    last_test_at = fields.Datetime(related="connection_id.last_test_at")
    polled_at = fields.Datetime(related="connection_id.polled_at")
    data = fields.Json(compute="_compute_data")

    @property
    def _table_query(self):
        # Ids: connections keep theirs, doubled; cards without one get odd numbers made of the
        # integration and the company, so that a card keeps its id as long as it exists.
        return SQL(
            """
            SELECT c.id * 2 AS id, i.id AS integration_id, c.id AS connection_id, c.company_id,
                   i.code, c.name, i.needs_connection, i.sequence,
                   c.sequence AS connection_sequence
            FROM deratix_connection c JOIN deratix_integration i ON i.id = c.integration_id
            WHERE c.active
            UNION ALL
            SELECT (i.id * 10000 + o.id) * 2 + 1, i.id, NULL, o.id, i.code, i.name,
                   i.needs_connection, i.sequence, 0
            FROM deratix_integration i CROSS JOIN res_company o
            WHERE o.active AND i.needs_connection
              AND NOT EXISTS (SELECT 1 FROM deratix_connection c
                              WHERE c.active AND c.integration_id = i.id AND c.company_id = o.id)
            UNION ALL
            SELECT i.id * 20000 + 1, i.id, NULL, NULL, i.code, i.name,
                   i.needs_connection, i.sequence, 0
            FROM deratix_integration i WHERE NOT i.needs_connection
            """
        )

    def _compute_data(self):
        data = self._card_data()
        for card in self:
            card.data = data[card.id]

    def _card_data(self):
        """What the cards show, for all of them at once: the number of queries is constant.

        :return: ``{card id: dict}`` with at least ``status`` (``incomplete``, ``configured`` or
            ``ready``), ``status_label`` and ``reason``
        """
        connections = self.connection_id
        bindings = lines = runs = budgets = waiting = {}
        if connections:
            # Without one there is nothing to count, and perhaps no right to ask.
            bindings = self._counts("deratix.binding", "connection_id", "state", connections)
            lines = self._open_lines(connections)
            runs = self._latest_runs(connections)
            waiting = connections._sync_waiting()
            budgets = {
                budget.connection_id.id: budget
                for budget in self.env["deratix.rate.budget"].search(
                    [("connection_id", "in", connections.ids)]
                )
            }
        labels = dict(connections._fields["status"]._description_selection(self.env))
        result = {}
        for card in self:
            connection = card.connection_id
            if connection:
                result[card.id] = {
                    **card._connection_data(connection, labels),
                    "linked": bindings.get((connection.id, "linked"), 0),
                    "failing": bindings.get((connection.id, "failing"), 0)
                    + lines.get((connection.id, "failed"), 0),
                    "review": bindings.get((connection.id, "review"), 0)
                    + lines.get((connection.id, "planned"), 0),
                    "run": runs.get(connection.id),
                    "sync": card._sync_data(
                        connection, runs.get(connection.id), waiting.get(connection.id)
                    ),
                    "budget": card._budget_data(budgets.get(connection.id)),
                }
            else:
                status = "incomplete" if card.needs_connection else "ready"
                result[card.id] = {
                    "status": status,
                    "status_label": labels[status],
                    "reason": self.env._("Not connected yet.") if card.needs_connection else "",
                    "summary": card.integration_id.summary or "",
                }
        return result

    def _connection_data(self, connection, labels):
        return {
            "status": connection.status,
            "status_label": labels[connection.status],
            "reason": connection.status_reason or "",
            "test_ok": connection.last_test_ok,
            "account": connection.account_name or "",
            "clients": connection.client_count if connection.clients_counted_at else "–",
        }

    def _budget_data(self, budget):
        if not budget or not budget.day_limit:
            return None
        fresh = not budget.day_reset or budget.day_reset <= fields.Datetime.now()
        used = 0 if fresh else budget.day_used
        return {"used": used, "limit": budget.day_limit}

    @api.model
    def _counts(self, model, field, split, connections):
        rows = self.env[model]._read_group(
            [(field, "in", connections.ids)], [field, split], ["__count"]
        )
        return {(record.id, value): count for record, value, count in rows}

    @api.model
    def _sync_data(self, connection, run, waiting):
        """How the synchronisation is: ``state`` (``off``, ``waiting``, ``failing``, ``starting``
        or ``on``) and a sentence; ``None`` where there can be none."""
        if not connection.can_sync:
            return None
        state, polled_at = connection.sync_state, fields.Datetime.to_string(connection.polled_at)
        failed = run and run["sync"] and run["state"] == "failed"
        if failed and polled_at and run["finished_at"] < polled_at:
            # Both sides were looked at since, and there was nothing to do.
            failed = False
        if state == "off":
            message = self.env._("Synchronisation is off.")
        elif waiting:
            message = (
                self.env._("The first comparison waits for you to choose how to begin.")
                if state == "starting"
                else self.env._("Synchronisation is paused: changes wait for you to look at them.")
            )
            state = "waiting"
        elif connection.poll_message or failed:
            state, message = "failing", connection.poll_message or run["message"]
        elif state == "on":
            message = self.env._("Synchronisation is on.")
        else:
            message = self.env._("The two sides are being compared.")
        return {"state": state, "message": message}

    @api.model
    def _open_lines(self, connections):
        """``{(connection id, state): how many lines wait for a person}``"""
        rows = self.env["deratix.run.line"]._read_group(
            [("connection_id", "in", connections.ids), ("waiting", "=", True)],
            ["connection_id", "state"],
            ["__count"],
        )
        return {(connection.id, state): count for connection, state, count in rows}

    @api.model
    def _latest_runs(self, connections):
        """``{connection id: {id, state, label, active, sync, message, finished_at}}`` of the newest
        run of each; ``sync`` tells whether it is a synchronisation."""
        newest = self.env["deratix.run"]._read_group(
            [("connection_id", "in", connections.ids)], ["connection_id"], ["id:max"]
        )
        runs = self.env["deratix.run"].browse([run_id for _connection, run_id in newest])
        runs.fetch(["state", "connection_id", "kind", "message", "finished_at"])
        return {
            run.connection_id.id: {
                "id": run.id,
                "state": run.state,
                "label": run._state_label(),
                "active": run.state in ACTIVE,
                "sync": run.kind == "sync" and not run.history,
                "message": run.message or "",
                "finished_at": fields.Datetime.to_string(run.finished_at) or "",
            }
            for run in runs
        }

    # -- buttons ----------------------------------------------------------------------------

    def action_set_up(self):
        """A new connection for this card's system and company: its form asks for the rest."""
        self.ensure_one()
        connection = self.env["deratix.connection"].create(
            {
                "integration_id": self.integration_id.id,
                "company_id": self.company_id.id,
                "name": self.integration_id.name,
            }
        )
        return self._form(connection)

    def action_configure(self):
        self.ensure_one()
        return self._form(self.connection_id)

    @api.model
    def _form(self, connection):
        return {
            "type": "ir.actions.act_window",
            "name": connection.name,
            "res_model": "deratix.connection",
            "view_mode": "form",
            "res_id": connection.id,
        }

    def action_test(self):
        return self.connection_id.action_test()

    def action_import(self):
        return self.connection_id.action_import()

    def action_log(self):
        return self.connection_id.action_log()

    def action_runs(self):
        return self.connection_id.action_runs()

    def action_bindings(self):
        return self.connection_id.action_bindings()

    def action_linked(self):
        return self._filtered_bindings("linked")

    def action_failing(self):
        """The records that could not be written, else the links that fail."""
        return self._waiting_lines("failed") or self._filtered_bindings("failing")

    def action_review(self):
        """The records that wait for a decision, else such links."""
        return self._waiting_lines("planned") or self._filtered_bindings("review")

    def action_open_waiting(self):
        return self.connection_id.action_open_waiting()

    def _filtered_bindings(self, state):
        action = self.action_bindings()
        return {**action, "context": {f"search_default_{state}": 1}}

    def _waiting_lines(self, state):
        """The list of what waits in this state, in whatever run, or ``None`` when nothing does."""
        self.ensure_one()
        Line = self.env["deratix.run.line"]
        domain = [
            ("connection_id", "=", self.connection_id.id),
            ("waiting", "=", True),
            ("state", "=", state),
        ]
        if not Line.search_count(domain, limit=1):
            return None
        return {**Line.action_review(), "domain": domain}
