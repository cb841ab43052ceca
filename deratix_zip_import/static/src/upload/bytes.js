import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, xml } from "@odoo/owl";

const UNITS = [
    [2 ** 30, _t("GB")],
    [2 ** 20, _t("MB")],
    [2 ** 10, _t("KB")],
];

/** A size in bytes as people read it, such as "1.5 GB". */
export function formatBytes(bytes) {
    for (const [size, unit] of UNITS) {
        if (bytes >= size) {
            const digits = bytes >= 100 * size || size === 2 ** 10 ? 0 : 1;
            return `${formatFloat(bytes / size, { digits: [16, digits], trailingZeros: false })} ${unit}`;
        }
    }
    return _t("%s bytes", bytes || 0);
}

class BytesField extends Component {
    static template = xml`<span t-esc="text"/>`;
    static props = { ...standardFieldProps };

    get text() {
        return formatBytes(this.props.record.data[this.props.name]);
    }
}

registry.category("fields").add("deratix_bytes", {
    component: BytesField,
    supportedTypes: ["float", "integer"],
});
