import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useConnectivity } from "@deratix_integrations/connectivity/connectivity_service";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";

const ENCODINGS = {
    "utf-8": _t("Unicode (UTF-8)"),
    cp852: _t("Central European DOS (cp852)"),
    cp1250: _t("Central European Windows (cp1250)"),
    cp437: _t("Western DOS (cp437)"),
};
const CHANGEABLE = ["review", "failed", "cancelled", "undone"];
const UNSURE = 0.5;
// From here on it is shown as 100 %.
const CERTAIN = 0.995;

/** How the names in the archive are written: the guess, and a way to choose otherwise. */
class ArchiveEncodingWidget extends Component {
    static template = "deratix_zip_import.ArchiveEncoding";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.connectivity = useConnectivity();
        this.encodings = Object.entries(ENCODINGS).map(([code, label]) => ({ code, label }));
    }

    get data() {
        return this.props.record.data;
    }

    get used() {
        return this.data.name_encoding || this.data.guessed_encoding;
    }

    get changeable() {
        const online = this.connectivity.browserOnline && this.connectivity.reachable;
        return online && CHANGEABLE.includes(this.data.state) && !this.data.file_removed;
    }

    get text() {
        const { name_encoding, encoding_confidence, second_encoding } = this.data;
        if (name_encoding) {
            return _t("Chosen by you");
        }
        const sure = _t("Guessed, %s sure.", `${Math.round(100 * encoding_confidence)} %`);
        if (encoding_confidence < UNSURE) {
            return _t("%(sure)s Please look whether the names below are right.", { sure });
        }
        return second_encoding && encoding_confidence < CERTAIN
            ? _t("%(sure)s It could also be %(second)s.", {
                  sure,
                  second: ENCODINGS[second_encoding],
              })
            : sure;
    }

    get unsure() {
        return !this.data.name_encoding && this.data.encoding_confidence < UNSURE;
    }

    onChange(ev) {
        const chosen = ev.target.value;
        ev.target.value = this.used;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Read the names anew"),
            body: _t("The archive is inspected again. What you decided about its files is forgotten."),
            confirmLabel: _t("Inspect Again"),
            cancelLabel: _t("Back"),
            confirm: async () => {
                await this.orm.call("deratix.archive", "action_inspect_again", [
                    [this.props.record.resId],
                    chosen,
                ]);
                await this.props.record.load();
            },
            cancel: () => {},
        });
    }
}

registry.category("view_widgets").add("deratix_archive_encoding", {
    component: ArchiveEncodingWidget,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "file_removed", type: "boolean" },
        { name: "name_encoding", type: "char" },
        { name: "guessed_encoding", type: "char" },
        { name: "second_encoding", type: "char" },
        { name: "encoding_confidence", type: "float" },
    ],
});
