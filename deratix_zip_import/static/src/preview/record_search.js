import { _t } from "@web/core/l10n/translation";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { Component } from "@odoo/owl";

const SHORTEST_TERM = 2;

/** Looks for a client, a product or a person by name or number. */
export class RecordSearch extends Component {
    static template = "deratix_zip_import.RecordSearch";
    static components = { AutoComplete };
    static props = {
        id: String,
        column: String,
        // {id, label, detail} or false
        value: [Object, Boolean],
        newName: String,
        readonly: Boolean,
        mayCreate: Boolean,
        search: Function,
        onChoose: Function,
        onCreate: Function,
    };

    get text() {
        return this.props.value ? this.props.value.label : this.props.newName;
    }

    get detail() {
        if (this.props.newName && !this.props.value) {
            return _t("A new client is created with this file.");
        }
        return this.props.value ? this.props.value.detail : "";
    }

    get sources() {
        return [{ options: (term) => this.options(term.trim()), placeholder: _t("Searching…") }];
    }

    async options(term) {
        if (term.length < SHORTEST_TERM) {
            return [{ label: _t("Type at least two letters") }];
        }
        const found = await this.props.search(this.props.column, term);
        const options = found.map((record) => ({
            label: record.detail ? `${record.label} (${record.detail})` : record.label,
            onSelect: () => this.props.onChoose(record.id),
        }));
        if (!options.length) {
            options.push({ label: _t("Nothing found") });
        }
        if (this.props.mayCreate) {
            options.push({
                label: _t("Create “%(name)s” with this file", { name: term }),
                onSelect: () => this.props.onCreate(term),
            });
        }
        return options;
    }

    /** Taking the name away takes the client away. */
    onChange({ inputValue, isOptionSelected }) {
        if (!isOptionSelected && !inputValue.trim() && this.text) {
            this.props.onChoose(false);
        }
    }
}
