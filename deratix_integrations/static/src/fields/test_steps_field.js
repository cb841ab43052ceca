import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** The steps of a connection test, each with its verdict and a sentence. */
export class TestStepsField extends Component {
    static template = "deratix_integrations.TestStepsField";
    static props = { ...standardFieldProps };

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("deratix_test_steps", {
    component: TestStepsField,
    displayName: _t("Steps of a Test"),
    supportedTypes: ["json"],
});
