import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { Component } from "@odoo/owl";
import { RecordSearch } from "./record_search";
import { SetFor } from "./set_for";

// The column in which a value of the form is kept, by the name of its evidence.
const COLUMNS = { client: "partner_id", product: "product_id", person: "user_id" };

/** What one file is taken for, why, and the fields to put it right. */
export class EntryForm extends Component {
    static template = "deratix_zip_import.EntryForm";
    static components = { RecordSearch, SetFor };
    static props = {
        row: Object,
        types: Array,
        total: Number,
        busy: Boolean,
        mayCreateClients: Boolean,
        search: Function,
        // (values, reach, remember)
        setValues: Function,
        choose: Function,
    };

    setup() {
        this.dialog = useService("dialog");
        this.columns = COLUMNS;
    }

    get types() {
        const { row, types } = this.props;
        const known = !row.type_id || types.some((type) => type.id === row.type_id);
        return known ? types : [...types, { id: row.type_id, name: row.type_name }];
    }

    /** The search fields of the form: a client always, and whom the type belongs to. */
    get owners() {
        const { row } = this.props;
        const own = { partner: "client", product: "product", user: "person" }[row.owner];
        const labels = { client: _t("Client"), product: _t("Product"), person: _t("Person") };
        return [...new Set([own, "client"])].map((name) => ({
            name,
            column: COLUMNS[name],
            label: labels[name],
            light: name === own ? row.lights.client : false,
            value: row[COLUMNS[name]],
        }));
    }

    get path() {
        return [...this.props.row.folders, this.props.row.name].join(" / ");
    }

    get choices() {
        const { duplicate } = this.props.row;
        return [
            { name: "skip", label: _t("Skip") },
            { name: "both", label: duplicate.kind === "bytes" ? _t("Import anyway") : _t("Keep both") },
            ...(duplicate.may_replace ? [{ name: "version", label: _t("New version") }] : []),
        ];
    }

    evidence(name) {
        return this.props.row.evidence[name];
    }

    // -- one file -----------------------------------------------------------------------------

    setType(event) {
        const value = Number(event.target.value) || false;
        return this.props.setValues({ type_id: value }, {}, this.folderToLearn("type"));
    }

    setOwner(column, value) {
        const learn = column === "partner_id" && value ? this.folderToLearn("client") : null;
        return this.props.setValues({ [column]: value }, {}, learn);
    }

    setNewClient(name) {
        return this.props.setValues({ new_client: name });
    }

    setPeriod(event) {
        return this.props.setValues({ period: event.target.value });
    }

    setValidity(event) {
        return this.props.setValues({ valid_until: event.target.value });
    }

    setOther(name) {
        const { value } = this.evidence(name).other;
        if (name in COLUMNS) {
            return this.setOwner(COLUMNS[name], value);
        }
        const column = { type: "type_id", period: "period", validity: "valid_until" }[name];
        return this.props.setValues({ [column]: value }, {}, this.folderToLearn(name));
    }

    /** A folder that was taken for something else names what a person says now. */
    folderToLearn(name) {
        const { row } = this.props;
        const found = this.evidence(name);
        const doubtful = name in row.lights && row.lights[name] === "yellow";
        return doubtful && this.maySay(name, found.part)
            ? { scope: "folder", text: row.folders[found.part] }
            : null;
    }

    // -- many files ---------------------------------------------------------------------------

    /** Whether the name of a folder can mean this field, and not only another one. */
    maySay(name, part) {
        const { row } = this.props;
        const others = ["client", "type", "period"].filter((other) => other !== name);
        return (
            ["client", "type"].includes(name) &&
            part >= 0 &&
            part < row.folders.length &&
            !others.some((other) => row.evidence[other].part === part)
        );
    }

    valuesOf(name) {
        const { row } = this.props;
        if (name === "client" && row.new_client) {
            return { new_client: row.new_client };
        }
        if (name in COLUMNS) {
            return { [COLUMNS[name]]: row[COLUMNS[name]].id || false };
        }
        return {
            type: { type_id: row.type_id },
            period: { period: row.period_input },
            validity: { valid_until: row.valid_until || "" },
        }[name];
    }

    setForFolder(name, depth, remember) {
        const learn =
            remember && this.maySay(name, depth - 1)
                ? { scope: "folder", text: this.props.row.folders[depth - 1] }
                : null;
        return this.props.setValues(this.valuesOf(name), { reach: "folder", depth }, learn);
    }

    setForName(name, remember) {
        const learn =
            remember && ["client", "type"].includes(name)
                ? { scope: "file", text: this.props.row.name }
                : null;
        return this.props.setValues(this.valuesOf(name), { reach: "name" }, learn);
    }

    setForList(name) {
        const count = formatInteger(this.props.total);
        this.dialog.add(ConfirmationDialog, {
            title: _t("Set for all files in the list"),
            body: _t("Files that change: %(count)s", { count }),
            confirmLabel: _t("Set for all"),
            confirm: () => this.props.setValues(this.valuesOf(name), { reach: "list" }),
            cancel: () => {},
        });
    }
}
