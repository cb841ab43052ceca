import { TransformEditor } from "./transform_editor";
import { _t } from "@web/core/l10n/translation";
import { Component } from "@odoo/owl";

const MOST_TRANSFORMS = 20;

/** One target field: its source, its transforms, and the result for the sample. */
export class MapperRow extends Component {
    static template = "deratix_integrations.MapperRow";
    static components = { TransformEditor };
    static props = {
        row: Object,
        field: Object,
        // What the server says: source, steps, result or problem.
        told: Object,
        transforms: Array,
        open: Boolean,
        mayWrite: Boolean,
        hasSample: Boolean,
        onToggle: Function,
        onChange: Function,
        onTakeOut: Function,
    };

    get notes() {
        const { most, taken } = this.props.field;
        const notes = [];
        if (most) {
            notes.push(_t("at most %s characters", most));
        }
        if (!taken) {
            notes.push(_t("not kept there"));
        }
        return notes.join(", ");
    }

    get chips() {
        return this.props.row.transforms.map((each) => this.definition(each)?.title || each.name);
    }

    get resultText() {
        const { source, result, absent } = this.props.told;
        if (absent || !this.props.hasSample) {
            return "";
        }
        return result || (source && result === "" ? _t("(empty)") : "");
    }

    get addable() {
        return this.props.row.transforms.length < MOST_TRANSFORMS;
    }

    get pathList() {
        return this.props.field.of_line ? "deratix_paths_line" : "deratix_paths_header";
    }

    definition(transform) {
        return this.props.transforms.find((each) => each.name === transform.name);
    }

    changeSource(event) {
        this.props.row.source = event.target.value;
        this.props.onChange();
    }

    add(event) {
        const { name, parameters } = this.props.transforms.find(
            (each) => each.name === event.target.value
        );
        event.target.value = "";
        const values = parameters.map((parameter) => [
            parameter.name,
            parameter.kind === "table" ? {} : parameter.value,
        ]);
        this.props.row.transforms.push({ name, ...Object.fromEntries(values) });
        this.props.onChange();
    }

    remove(place) {
        this.props.row.transforms.splice(place, 1);
        this.props.onChange();
    }

    moveUp(place) {
        const { transforms } = this.props.row;
        transforms.splice(place - 1, 0, ...transforms.splice(place, 1));
        this.props.onChange();
    }
}
