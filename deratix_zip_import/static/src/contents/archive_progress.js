import { registry } from "@web/core/registry";
import { RunProgress } from "@deratix_integrations/progress/run_progress";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, xml } from "@odoo/owl";

class ArchiveProgress extends RunProgress {
    static model = "deratix.archive";
}

class ArchiveProgressWidget extends Component {
    static template = xml`
        <div class="my-3">
            <ArchiveProgress t-if="props.record.resId" runId="props.record.resId" onChange.bind="reload" cancellable="true"/>
        </div>`;
    static components = { ArchiveProgress };
    static props = { ...standardWidgetProps };

    async reload() {
        await this.props.record.load();
    }
}

registry.category("view_widgets").add("deratix_archive_progress", {
    component: ArchiveProgressWidget,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
