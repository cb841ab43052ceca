import { OfflineBanner } from "../connectivity/offline_banner";
import { useConnectivity } from "../connectivity/connectivity_service";
import { MapperRow } from "./mapper_row";
import { VersionsDialog } from "./versions_dialog";
import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { downloadFile } from "@web/core/network/download";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onWillStart, useRef, useState } from "@odoo/owl";

const TYPING_MS = 350;
const LARGEST_FILE = 512000;

/** The field mapping of a flow: where each field comes from, and what becomes of a real record. */
export class FieldMapper extends Component {
    static template = "deratix_integrations.FieldMapper";
    static components = { Layout, MapperRow, OfflineBanner };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.connectivity = useConnectivity();
        this.display = { controlPanel: {} };
        this.file = useRef("file");
        this.questions = 0;
        this.flowId = Number(this.props.action.params.flow_id);
        this.state = useState({
            maps: {},
            kind: "",
            told: {},
            place: 0,
            line: 0,
            open: "",
            note: "",
            dirty: false,
            saving: false,
        });
        this.explainSoon = useDebounced(() => this.explain(), TYPING_MS);
        useSetupAction({
            beforeLeave: () => this.mayLeave(),
            beforeUnload: (event) => this.state.dirty && event.preventDefault(),
        });
        this.env.config.setDisplayName(_t("Field Mapping"));
        onWillStart(async () => {
            await this.load();
            // The page can be opened again by its address.
            this.props.updateActionState?.({ flow_id: this.flowId });
        });
    }

    get offline() {
        return !(this.connectivity.browserOnline && this.connectivity.reachable);
    }

    call(method, ...args) {
        return this.orm.call("deratix.flow", method, [[this.flowId], ...args]);
    }

    async load() {
        this.explainSoon.cancel();
        this.data = await this.call("get_mapper");
        Object.assign(this.state, { maps: this.data.maps, dirty: false, note: "", open: "" });
        this.state.version = this.data.version;
        this.state.kind ||= this.data.kinds[0].kind;
        await this.explain();
    }

    // -- what is shown --------------------------------------------------------------------------

    get kind() {
        return this.data.kinds.find((each) => each.kind === this.state.kind);
    }

    get rows() {
        const fields = Object.fromEntries(this.kind.fields.map((field) => [field.path, field]));
        return this.state.maps[this.state.kind].map((row, place) => ({
            row,
            field: fields[row.target],
            told: this.state.told.rows?.[place] || {},
        }));
    }

    get sections() {
        const header = this.rows.filter(({ field }) => !field.of_line);
        const lines = this.rows.filter(({ field }) => field.of_line);
        const sections = [{ name: "header", rows: header }];
        if (lines.length) {
            sections.push({ name: "lines", rows: lines });
        }
        return sections;
    }

    get missingFields() {
        const used = new Set(this.state.maps[this.state.kind].map((row) => row.target));
        return this.kind.fields.filter((field) => !used.has(field.path));
    }

    get sampleText() {
        const { sample } = this.state.told;
        return _t("%(name)s (%(place)s of %(count)s)", {
            name: sample.name,
            place: sample.place + 1,
            count: sample.count,
        });
    }

    get lineText() {
        const { sample } = this.state.told;
        return _t("Line %(place)s of %(count)s", { place: sample.line + 1, count: sample.lines });
    }

    get versionText() {
        const { number, who, when } = this.state.version;
        if (!number) {
            return _t("As every flow begins");
        }
        return _t("Version %(number)s, %(who)s, %(when)s", { number, who, when });
    }

    /** Ask the server what becomes of the sample; it alone knows how. */
    async explain() {
        const { kind, maps, place, line, dirty } = this.state;
        const rows = dirty ? maps[kind] : null;
        const question = ++this.questions;
        let told;
        try {
            told = await this.orm.silent.call("deratix.flow", "explain_map", [
                [this.flowId],
                kind,
                rows,
                place,
                line,
            ]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return;
            }
            throw error;
        }
        if (question !== this.questions) {
            // Something else was asked meanwhile.
            return;
        }
        this.state.told = told;
        if (told.sample) {
            this.state.place = told.sample.place;
            this.state.line = told.sample.line;
        }
    }

    async chooseKind(kind) {
        Object.assign(this.state, { kind, place: 0, line: 0, open: "", told: {} });
        await this.explain();
    }

    async chooseSample(step) {
        Object.assign(this.state, { place: this.state.place + step, line: 0 });
        await this.explain();
    }

    async chooseLine(step) {
        this.state.line += step;
        await this.explain();
    }

    // -- what is changed ------------------------------------------------------------------------

    changed() {
        this.state.dirty = true;
        this.explainSoon();
    }

    toggle(target) {
        this.state.open = this.state.open === target ? "" : target;
    }

    takeOut(row) {
        const rows = this.state.maps[this.state.kind];
        const place = rows.indexOf(row);
        rows.splice(place, 1);
        this.state.told.rows?.splice(place, 1);
        this.changed();
    }

    putIn(event) {
        const target = event.target.value;
        event.target.value = "";
        const rows = this.state.maps[this.state.kind];
        rows.push({ target, source: target.replace("lines[].", ""), transforms: [] });
        // In the order of the fields.
        const places = Object.fromEntries(this.kind.fields.map(({ path }, at) => [path, at]));
        rows.sort((one, other) => places[one.target] - places[other.target]);
        this.state.told = { ...this.state.told, rows: [] };
        this.changed();
    }

    async save() {
        this.state.saving = true;
        try {
            await this.call(
                "save_map",
                this.state.maps,
                this.state.note,
                this.state.version.number
            );
            await this.load();
            this.notification.add(_t("The field mapping is in use."), { type: "success" });
        } finally {
            this.state.saving = false;
        }
    }

    async reset() {
        this.state.maps = await this.call("get_default_map");
        this.state.note ||= _t("Reset to default");
        this.changed();
    }

    async versions() {
        const versions = await this.call("get_map_versions");
        this.dialog.add(VersionsDialog, {
            versions,
            mayWrite: this.data.may_write,
            difference: (number) => this.call("get_map_difference", number),
            restore: async (number) => {
                await this.call("restore_map", number, this.state.version.number);
                await this.load();
            },
        });
    }

    async exportFile() {
        const { name, text } = await this.call("export_map");
        downloadFile(text, name, "application/json");
    }

    async importFile(event) {
        const [file] = event.target.files;
        event.target.value = "";
        if (!file) {
            return;
        }
        if (file.size > LARGEST_FILE) {
            this.notification.add(_t("The file is too large to be a field mapping."), {
                type: "danger",
            });
            return;
        }
        this.state.maps = await this.call("read_map_file", await file.text());
        this.state.note ||= _t("From the file %s", file.name);
        this.changed();
    }

    mayLeave() {
        if (!this.state.dirty) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Leave without saving?"),
                    body: _t("The changes of the field mapping are not saved."),
                    confirmLabel: _t("Leave"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Stay"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }
}

registry.category("actions").add("deratix_field_mapper", FieldMapper);
