import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";
import { useConnectivity } from "../connectivity/connectivity_service";

const WORDS = {
    import: { label: _t("Import"), title: _t("Import now?") },
    sync: { label: _t("Apply"), title: _t("Carry the changes over now?") },
    invoices: { label: _t("Apply"), title: _t("Carry the changes over now?") },
    flow_in: { label: _t("Apply"), title: _t("Carry the changes over now?") },
    flow_out: { label: _t("Apply"), title: _t("Carry the changes over now?") },
    first: { label: _t("History Too"), title: _t("Carry everything over now?") },
};

/**
 * *Import* on a preview: says what it would do now, and does it when that is confirmed. For a
 * synchronisation it is called otherwise.
 */
class ApplyButton extends Component {
    static template = "deratix_integrations.ApplyButton";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.connectivity = useConnectivity();
    }

    get disabled() {
        return !(this.connectivity.browserOnline && this.connectivity.reachable);
    }

    get isFirst() {
        return this.props.record.data.is_first_sync;
    }

    get words() {
        const { kind } = this.props.record.data;
        return WORDS[this.isFirst ? "first" : kind] || WORDS.import;
    }

    async ask() {
        const { record } = this.props;
        const ids = [record.resId];
        const { label, title } = this.words;
        const body = await this.orm.call("deratix.run", "plan_summary", [ids]);
        this.dialog.add(ConfirmationDialog, {
            title: title.toString(),
            body,
            confirmLabel: label.toString(),
            confirm: async () => {
                await this.orm.call("deratix.run", "action_apply", [ids]);
                await record.load();
            },
            cancelLabel: _t("Cancel"),
            cancel: () => {},
        });
    }
}

registry.category("view_widgets").add("deratix_apply_button", {
    component: ApplyButton,
    fieldDependencies: [
        { name: "kind", type: "selection" },
        { name: "is_first_sync", type: "boolean" },
    ],
});
