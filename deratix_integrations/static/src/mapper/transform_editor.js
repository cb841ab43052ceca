import { Component, useState } from "@odoo/owl";

/** The values of a map table, as pairs of boxes with an empty pair at the end. */
export class TableEditor extends Component {
    static template = "deratix_integrations.TableEditor";
    static props = { table: Object, disabled: Boolean, onChange: Function };

    setup() {
        this.state = useState({ pairs: [...Object.entries(this.props.table), ["", ""]] });
    }

    change(pair, side, event) {
        pair[side] = event.target.value;
        const { pairs } = this.state;
        if (pairs.at(-1).some(Boolean)) {
            pairs.push(["", ""]);
        }
        // A value for what is empty may be wanted, too.
        this.props.onChange(Object.fromEntries(pairs.filter((each) => each.some(Boolean))));
    }
}

/** A transform with its parameters; changes are written into `transform`. */
export class TransformEditor extends Component {
    static template = "deratix_integrations.TransformEditor";
    static components = { TableEditor };
    static props = {
        transform: Object,
        // Without: whoever looks may not use it, or no addon brings it.
        definition: { type: Object, optional: true },
        step: { type: String, optional: true },
        first: Boolean,
        disabled: Boolean,
        pathList: String,
        onChange: Function,
        onRemove: Function,
        onMoveUp: Function,
    };

    get parameters() {
        const given = this.props.transform;
        return (this.props.definition?.parameters || []).map((parameter) => ({
            ...parameter,
            value: given[parameter.name] ?? parameter.value,
        }));
    }

    set(parameter, value) {
        this.props.transform[parameter.name] = value;
        this.props.onChange();
    }

    setNumber(parameter, event) {
        const number = parseInt(event.target.value, 10);
        // What is no number is told by the server, with the name of the box.
        this.set(parameter, Number.isNaN(number) ? event.target.value : number);
    }
}
