import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { getDefaultConfig, View } from "@web/views/view";
import { formatInteger } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useState, useSubEnv } from "@odoo/owl";

// Each tile: the counter of the run that it shows, and the lines behind it.
const PLANNED = [
    ["new", _t("New"), [["category", "=", "new"]]],
    ["changed", _t("Matched, changed"), [["category", "=", "changed"]]],
    ["equal", _t("Matched, equal"), [["category", "=", "equal"]]],
    ["conflict", _t("In conflict"), [["category", "=", "conflict"]]],
    ["review", _t("To review"), [["category", "=", "review"]]],
    ["invalid", _t("Invalid"), [["category", "=", "invalid"]]],
];
const done = (...decisions) => [
    ["state", "=", "done"],
    ["decision", "in", decisions],
];
const DONE = [
    ["created", _t("Added"), done("create", "create_there")],
    ["updated", _t("Updated"), done("update")],
    ["linked", _t("Linked"), done("link")],
    ["skipped", _t("Skipped"), ["|", ["state", "=", "skipped"], "&", ...done("skip")]],
    ["failed", _t("Failed"), [["state", "=", "failed"]]],
    ["open", _t("Undecided"), [["state", "=", "planned"]]],
];
const UNDONE = [
    ["undone", _t("Undone"), [["state", "=", "undone"]]],
    ["kept", _t("Not undone"), [["state", "=", "kept"]]],
    ["skipped", _t("Skipped"), [["state", "=", "skipped"]]],
];
const TILES = {
    ready: PLANNED,
    failed: PLANNED,
    done: DONE,
    cancelled: DONE,
    undone: UNDONE,
};
// Nothing was changed on both sides where only one side is read.
const ONLY_OF_SYNC = new Set(["conflict"]);

/** The lines of a run below its counters; a counter is a filter, too. */
class RunLines extends Component {
    static template = "deratix_integrations.RunLines";
    static components = { View };
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.beforeLeave = this.env.__beforeLeave__;
        this.state = useState({ chosen: null });
        // The list is a view of its own: nothing of the form's configuration is meant for it.
        useSubEnv({ config: getDefaultConfig() });
    }

    get run() {
        return this.props.record.data;
    }

    get tiles() {
        const tiles = (TILES[this.run.state] || []).filter(
            ([name]) => this.run.kind === "sync" || !ONLY_OF_SYNC.has(name)
        );
        return tiles.map(([name, label, domain]) => ({
            name,
            label: label.toString(),
            domain,
            count: this.run[`${name}_count`],
            text: formatInteger(this.run[`${name}_count`]),
            tone: ["failed", "invalid", "kept"].includes(name) ? "danger" : "",
        }));
    }

    get chosenTile() {
        return this.tiles.find((tile) => tile.name === this.state.chosen);
    }

    toggle(tile, ev) {
        this.state.chosen = this.state.chosen === tile.name ? null : tile.name;
        if (this.env.isSmall) {
            // The lines would stay below the edge of the screen.
            ev.currentTarget.parentElement.scrollIntoView({ behavior: "smooth" });
        }
    }

    get viewProps() {
        const { record } = this.props;
        const tile = this.chosenTile;
        return {
            resModel: "deratix.run.line",
            type: this.env.isSmall ? "kanban" : "list",
            domain: [["run_id", "=", record.resId], ...(tile ? tile.domain : [])],
            context: {
                deratix_preview: this.run.state === "ready",
                deratix_candidates: tile?.name === "review",
                deratix_conflicts: tile?.name === "conflict",
            },
            display: { searchPanel: false },
            searchViewId: false,
            noBreadcrumbs: true,
            allowSelectors: true,
            noContentHelp: _t("No records here").toString(),
            selectRecord: (resId, { activeIds } = {}) => this.open(resId, activeIds),
            __beforeLeave__: this.beforeLeave,
        };
    }

    open(resId, activeIds) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "deratix.run.line",
                res_id: resId,
                views: [[false, "form"]],
            },
            { props: { resIds: activeIds } }
        );
    }
}

const counters = new Set([...PLANNED, ...DONE, ...UNDONE].map(([name]) => `${name}_count`));

registry.category("view_widgets").add("deratix_run_lines", {
    component: RunLines,
    fieldDependencies: [
        ...[...counters].map((name) => ({ name, type: "integer" })),
        { name: "kind", type: "selection" },
    ],
});
