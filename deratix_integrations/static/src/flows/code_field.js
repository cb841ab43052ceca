import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** A code of the target: chosen from its list where there is one, else typed. */
class CodeField extends Component {
    static template = "deratix_integrations.CodeField";
    static components = { CharField };
    static props = { ...standardFieldProps };

    get code() {
        return this.props.record.data[this.props.name] || "";
    }

    get choices() {
        const listed = this.props.record.data.target_choices || [];
        const choices = listed.map(([code, name]) => ({ code, text: this.textOf(code, name) }));
        if (this.code && !choices.some((choice) => choice.code === this.code)) {
            choices.unshift({ code: this.code, text: this.code });
        }
        return choices;
    }

    get isListed() {
        return Boolean((this.props.record.data.target_choices || []).length);
    }

    get text() {
        return this.choices.find((choice) => choice.code === this.code)?.text || this.code;
    }

    textOf(code, name) {
        return name && name !== code ? `${code} – ${name}` : code;
    }

    choose(ev) {
        return this.props.record.update({ [this.props.name]: ev.target.value || false });
    }
}

registry.category("fields").add("deratix_code", {
    ...charField,
    component: CodeField,
    displayName: _t("Code of the Target"),
    supportedTypes: ["char"],
    extractProps: () => ({}),
    fieldDependencies: [{ name: "target_choices", type: "json" }],
});
