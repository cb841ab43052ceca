import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { Component } from "@odoo/owl";

/** To the invoicing system, signed in: one button, or a menu where there are several systems. */
export class InvoicesMenu extends Component {
    static template = "deratix_multipass.InvoicesMenu";
    static components = { Dropdown, DropdownItem };
    static props = {};

    get systems() {
        return session.deratix_multipass;
    }

    get only() {
        return this.systems.length === 1 ? this.systems[0] : null;
    }
}

// Nobody sees the button who cannot go anywhere by it.
if (session.deratix_multipass?.length) {
    registry
        .category("systray")
        .add("deratix_multipass.invoices", { Component: InvoicesMenu }, { sequence: 30 });
}
