import { _t } from "@web/core/l10n/translation";
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
        const described = folders.map((name, index) => ({
            text: _t("The folder “%s” and below", name),
            depth: index + 1,
        }));
        return described.reverse();
    }

    get nameText() {
        return _t("All files called “%s”", this.props.fileName);
    }

    get listText() {
        return _t("All %s files in the list", formatInteger(this.props.total));
    }

    toggle() {
        this.state.remember = !this.state.remember;
    }
}
