import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { useDebounced } from "@web/core/utils/timing";
import { Component, useEffect, useRef, useState } from "@odoo/owl";

const FILTERS = ["open", "accepted", "duplicates", "skipped", "refused", "imported", "all"];
const ALWAYS = ["open", "accepted", "all"];

/** The names of filters and states as this page says them. */
export function filterNames() {
    return {
        open: _t("To decide"),
        accepted: _t("Accepted"),
        duplicates: _t("Duplicates"),
        skipped: _t("Skipped"),
        refused: _t("Refused"),
        imported: _t("Imported"),
        all: _t("All"),
    };
}

/** The lights of a file in words, for those who do not see colours. */
export function lightText(row) {
    const names = { green: _t("sure"), yellow: _t("please look"), red: _t("missing") };
    const owner = { product: _t("Product"), user: _t("Person") }[row.owner] || _t("Client");
    const shown = [
        [owner, row.lights.client],
        [_t("Type"), row.lights.type],
        [_t("Period"), row.lights.period],
    ];
    return shown.map(([name, light]) => `${name}: ${names[light] || "–"}`).join(", ");
}

export class FileList extends Component {
    static template = "deratix_zip_import.FileList";
    static props = { model: Object, onOpen: Function };

    setup() {
        this.root = useRef("root");
        this.model = useState(this.props.model);
        this.lightText = lightText;
        this.search = useDebounced((term) => this.model.show(this.model.chosen, term), 300);
        useEffect(
            () => {
                this.root.el?.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
            },
            () => [this.model.currentId]
        );
    }

    get filters() {
        const names = filterNames();
        const { counts } = this.model.head;
        return FILTERS.filter((name) => counts[name] || ALWAYS.includes(name)).map((name) => ({
            name,
            label: names[name],
            count: formatInteger(counts[name] || 0),
        }));
    }

    get range() {
        const { first, last, total } = this.model;
        const shown = { first: formatInteger(first), last: formatInteger(last), total: formatInteger(total) };
        return _t("%(first)s–%(last)s of %(total)s", shown);
    }

    stateIcon(row) {
        return {
            accepted: "fa-check text-success",
            imported: "fa-check text-success",
            skipped: "fa-forward text-muted",
            refused: "fa-ban text-danger",
            failed: "fa-exclamation-triangle text-danger",
        }[row.state];
    }

    stateText(row) {
        const names = {
            accepted: _t("Accepted"),
            imported: _t("Imported"),
            skipped: _t("Skipped"),
            refused: _t("Refused"),
            failed: _t("Failed"),
            undone: _t("Undone"),
            kept: _t("Not undone"),
        };
        return names[row.state] || _t("To decide");
    }
}
