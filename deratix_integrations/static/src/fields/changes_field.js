import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useState } from "@odoo/owl";
import { conflictRows, fieldRows, lineValues, shortened, VALUE_FIELDS } from "./values";

const SHOWN = 3;
// What identifies a new record, when there is nothing to compare it with.
const OF_NEW_CLIENT = "company_number vat street zip city country email phone".split(" ");
const OF_NEW_DOCUMENT = "client_name issued_on due_on gross currency payment".split(" ");
const OF_NEW_RECORD = {
    order: "ordered_on net gross currency note".split(" "),
    product: "sku price".split(" "),
};

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
        const isNew =
            data.decision === "create" || (data.record && data.decision === "create_there");
        if (isNew && !Object.keys(changes).length) {
            const values = lineValues(data);
            const keys =
                OF_NEW_RECORD[data.record] || (data.is_document ? OF_NEW_DOCUMENT : OF_NEW_CLIENT);
            const shown = Object.fromEntries(keys.map((key) => [key, values[key]]));
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
        ...VALUE_FIELDS,
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
        return fieldRows(data.changes || {}, lineValues(data)).map((row) => ({
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
        ...VALUE_FIELDS,
        { name: "changes", type: "json" },
        { name: "edited", type: "json" },
    ],
});
