import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";
import { conflictRows, fieldRows } from "./values";

/** What both sides agreed on before, and what either holds now. */
export class ConflictsField extends Component {
    static template = "deratix_integrations.ConflictsField";
    static props = { ...standardFieldProps };

    get rows() {
        const { data } = this.props.record;
        return conflictRows(data[this.props.name] || {}, data.sides || {});
    }
}

registry.category("fields").add("deratix_conflicts", {
    component: ConflictsField,
    displayName: _t("Changed on Both Sides"),
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "sides", type: "json" }],
});

/** What changes in the other system: the value there and the one that replaces it. */
export class OutgoingField extends Component {
    static template = "deratix_integrations.OutgoingField";
    static props = { ...standardFieldProps };

    get rows() {
        return fieldRows(this.props.record.data[this.props.name] || {}, {}).filter(
            (row) => row.changed
        );
    }
}

registry.category("fields").add("deratix_outgoing", {
    component: OutgoingField,
    displayName: _t("Changes in the Other System"),
    supportedTypes: ["json"],
});
