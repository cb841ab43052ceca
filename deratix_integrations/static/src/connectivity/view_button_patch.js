import { patch } from "@web/core/utils/patch";
import { ViewButton } from "@web/views/view_button/view_button";
import { useConnectivity } from "./connectivity_service";

// Buttons of any view that carry this class cannot be pressed without a connection.
const NEEDS_CONNECTION = "o_deratix_online";

patch(ViewButton.prototype, {
    setup() {
        super.setup();
        if ((this.props.className || "").split(" ").includes(NEEDS_CONNECTION)) {
            this.deratixConnectivity = useConnectivity();
        }
    },

    get deratixCutOff() {
        const connectivity = this.deratixConnectivity;
        return Boolean(connectivity && !(connectivity.browserOnline && connectivity.reachable));
    },

    get disabled() {
        return super.disabled || this.deratixCutOff;
    },

    onClick() {
        // While a click is carried out, Odoo takes "disabled" off all buttons again.
        if (!this.deratixCutOff) {
            return super.onClick(...arguments);
        }
    },
});
