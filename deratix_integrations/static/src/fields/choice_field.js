import { _t } from "@web/core/l10n/translation";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { RadioField, radioField } from "@web/views/fields/radio/radio_field";

const EXPLANATIONS = {
    scope: {
        all: _t("Every client of the account. Clients linked already are only compared."),
        since: _t("Only clients that were added or changed there since then."),
        search: _t("Only clients that the search of the other system finds."),
        sample: _t("The first few, to see what an import does."),
    },
    history: {
        out: _t("What is only here is added there; what differs is changed there."),
        in: _t("What is only there is added in Odoo; what differs is changed in Odoo."),
        both: _t("Each side gets what it lacks."),
        invoices: _t("Each document of the chosen kinds becomes an opportunity of its client."),
    },
    match_policy: {
        update: _t("Values from the other system replace those in Odoo. You see each of them first."),
        fill: _t("What is filled in Odoo stays; only gaps are filled."),
        link: _t("The records are linked, and no value is changed."),
    },
};

/** A choice with a line of explanation for each possibility; some may be hidden. */
export class ChoiceField extends RadioField {
    static template = "deratix_integrations.ChoiceField";
    static props = { ...RadioField.props, hide: { type: Object, optional: true } };

    get items() {
        const { hide = {}, record } = this.props;
        return super.items.filter(
            ([value]) => !(value in hide && evaluateBooleanExpr(hide[value], record.evalContext))
        );
    }

    explanation(value) {
        return (EXPLANATIONS[this.props.name]?.[value] || "").toString();
    }
}

registry.category("fields").add("deratix_choice", {
    ...radioField,
    component: ChoiceField,
    displayName: _t("Explained Choice"),
    supportedTypes: ["selection"],
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...radioField.extractProps(fieldInfo, dynamicInfo),
        hide: fieldInfo.options.hide,
    }),
});
