import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { formatInteger } from "@web/views/fields/formatters";
import { Component, useState } from "@odoo/owl";

/** Gives the value of one field to more files than this one. */
export class SetFor extends Component {
    static template = "deratix_zip_import.SetFor";
    static components = { Dropdown, DropdownItem };
    static props = {
        folders: Array,
        fileName: String,
        total: Number,
        disabled: Boolean,
        learns: Boolean,
        onFolder: Function,
        onName: Function,
        onList: Function,
    };

    setup() {
        this.state = useState({ remember: true });
    }

    /** The folders above the file, the nearest first. */
    get folders() {
        const { folders } = this.props;
        return folders.map((name, index) => ({ name, depth: index + 1 })).reverse();
    }

    get count() {
        return formatInteger(this.props.total);
    }

    toggle() {
        this.state.remember = !this.state.remember;
    }
}
