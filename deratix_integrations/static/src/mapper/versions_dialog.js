import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { Component, useState } from "@odoo/owl";

/** The versions of a field mapping: what going back to one would change, and going back. */
export class VersionsDialog extends Component {
    static template = "deratix_integrations.VersionsDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        versions: Array,
        mayWrite: Boolean,
        difference: Function,
        restore: Function,
    };

    setup() {
        this.title = _t("Versions of the Field Mapping");
        this.state = useState({ chosen: null, rows: [], working: false });
        const first = { number: 0, note: _t("As every flow begins"), who: "", when: "" };
        this.versions = [...this.props.versions, first];
    }

    async choose(version) {
        this.state.rows = await this.props.difference(version.number);
        this.state.chosen = version.number;
    }

    async restore() {
        this.state.working = true;
        try {
            await this.props.restore(this.state.chosen);
        } finally {
            this.state.working = false;
        }
        this.props.close();
    }
}
