import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useState } from "@odoo/owl";
import { conflictRows, fieldRows, shortened } from "./values";

const SHOWN = 3;
// What identifies a new client, when there is nothing to compare it with.
const OF_NEW = ["company_number", "vat", "street", "zip", "city", "country", "email", "phone"];

/**
 * Old and new value of each field that changes, in few lines; those of the other system are
 * marked, and of what was changed on both sides the two values stand side by side.
 */
export class ChangesField extends Component {
    static template = "deratix_integrations.ChangesField";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ open: false });
        this.shortened = shortened;
    }

    get rows() {
        const { data } = this.props.record;
        const changes = data[this.props.name] || {};
        if (data.decision === "create" && !Object.keys(changes).length) {
            const values = data.values || {};
            const shown = Object.fromEntries(OF_NEW.map((key) => [key, values[key]]));
            return fieldRows({}, shown);
        }
        const there = fieldRows(data.outgoing || {}, {});
        return [
            ...fieldRows(changes, {}),
            ...there.map((row) => ({ ...row, key: `there ${row.key}`, there: true })),
        ];
    }

    /** Fields in conflict that nobody has decided on; the others are changes already. */
    get conflicts() {
        const { data } = this.props.record;
        const rows = conflictRows(data.conflicts || {}, data.sides || {});
        return rows.filter((row) => !row.side || row.side === "both");
    }

    get remarks() {
        return this.props.record.data.hint_text || "";
    }

    get shownRows() {
        return this.state.open ? this.rows : this.rows.slice(0, SHOWN);
    }

    get hiddenCount() {
        return this.rows.length - SHOWN;
    }

    get moreText() {
        return this.state.open
            ? _t("Show less")
            : _t("%(count)s more", { count: this.hiddenCount });
    }

    toggle() {
        this.state.open = !this.state.open;
    }
}

registry.category("fields").add("deratix_changes", {
    component: ChangesField,
    displayName: _t("Changes"),
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "values", type: "json" },
        { name: "decision", type: "selection" },
        { name: "hint_text", type: "char" },
        { name: "outgoing", type: "json" },
        { name: "conflicts", type: "json" },
        { name: "sides", type: "json" },
    ],
});

/** All values of a record, old and new side by side. */
export class ValuesField extends Component {
    static template = "deratix_integrations.ValuesField";
    static props = { ...standardFieldProps };

    get rows() {
        const { data } = this.props.record;
        const edited = data.edited || {};
        return fieldRows(data.changes || {}, data[this.props.name] || {}).map((row) => ({
            ...row,
            edited: row.key in edited,
        }));
    }
}

registry.category("fields").add("deratix_values", {
    component: ValuesField,
    displayName: _t("Values"),
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "changes", type: "json" },
        { name: "edited", type: "json" },
    ],
});
