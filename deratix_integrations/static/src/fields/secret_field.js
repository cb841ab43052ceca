import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField } from "@web/views/fields/char/char_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** A sign-in value: plain ones are shown, secret ones are typed and never shown again. */
export class SecretField extends Component {
    static template = "deratix_integrations.SecretField";
    static components = { CharField };
    static props = { ...standardFieldProps };

    get secret() {
        return this.props.record.data.secret;
    }

    get hint() {
        const { secret, is_set: isSet, required } = this.props.record.data;
        if (secret && isSet) {
            return _t("•••• saved – type to replace");
        }
        return required ? _t("Required – type it here") : _t("Not needed in most cases");
    }

    get empty() {
        return !this.props.record.data[this.props.name];
    }

    get charProps() {
        return {
            ...this.props,
            isPassword: this.secret,
            placeholder: this.hint.toString(),
            autocomplete: this.secret ? "new-password" : "off",
        };
    }
}

registry.category("fields").add("deratix_secret", {
    component: SecretField,
    displayName: _t("Secret"),
    supportedTypes: ["char"],
    fieldDependencies: [
        { name: "secret", type: "boolean" },
        { name: "is_set", type: "boolean" },
        { name: "required", type: "boolean" },
    ],
});
