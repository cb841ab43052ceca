import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";
import { useConnectivity } from "./connectivity_service";

/** Tells that nothing can be started, for as long as that is so. */
export class OfflineBanner extends Component {
    static template = "deratix_integrations.OfflineBanner";
    static props = { "*": true };

    setup() {
        this.connectivity = useConnectivity();
    }
}

class OfflineBannerWidget extends OfflineBanner {
    static props = { ...standardWidgetProps };
}

registry.category("view_widgets").add("deratix_offline_banner", {
    component: OfflineBannerWidget,
});
