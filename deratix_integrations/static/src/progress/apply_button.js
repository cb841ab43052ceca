import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";
import { useConnectivity } from "../connectivity/connectivity_service";

/** *Import* on a preview: says what it would do now, and does it when that is confirmed. */
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

    async ask() {
        const { record } = this.props;
        const ids = [record.resId];
        const body = await this.orm.call("deratix.run", "plan_summary", [ids]);
        this.dialog.add(ConfirmationDialog, {
            title: _t("Import now?"),
            body,
            confirmLabel: _t("Import"),
            confirm: async () => {
                await this.orm.call("deratix.run", "action_apply", [ids]);
                await record.load();
            },
            cancelLabel: _t("Cancel"),
            cancel: () => {},
        });
    }
}

registry.category("view_widgets").add("deratix_apply_button", { component: ApplyButton });
