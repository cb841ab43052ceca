import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";
import { RunProgress } from "./run_progress";

/** The progress of the run of the history that is at work, on the page where it was started. */
class HistoryProgressWidget extends Component {
    static template = "deratix_integrations.HistoryProgressWidget";
    static components = { RunProgress };
    static props = { ...standardWidgetProps };

    get runId() {
        return this.props.record.data.active_run_id.id;
    }

    async reload() {
        await this.props.record.load();
    }
}

registry.category("view_widgets").add("deratix_history_progress", {
    component: HistoryProgressWidget,
    fieldDependencies: [{ name: "active_run_id", type: "many2one", relation: "deratix.run" }],
});
