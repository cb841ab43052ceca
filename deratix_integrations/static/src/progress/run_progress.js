import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";

const POLL_MS = 1000;

/** The progress of one run, asked for about once a second while it is at work. */
export class RunProgress extends Component {
    static template = "deratix_integrations.RunProgress";
    // Has `get_progress` and `action_cancel`.
    static model = "deratix.run";
    static props = {
        runId: Number,
        // Called when the run went over into another state.
        onChange: Function,
        cancellable: { type: Boolean, optional: true },
        pausable: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.progress = useState({ done: 0, total: 0, message: "", label: "", seconds_left: null });
        this.alive = true;
        onMounted(() => this.poll());
        onWillUnmount(() => {
            this.alive = false;
            browser.clearTimeout(this.timer);
        });
    }

    async poll() {
        try {
            const before = this.progress.state;
            const progress = await this.orm.silent.call(this.constructor.model, "get_progress", [
                [this.props.runId],
            ]);
            if (!this.alive) {
                return;
            }
            Object.assign(this.progress, progress);
            if (!progress.active || (before && before !== progress.state)) {
                await this.props.onChange();
            }
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
        if (this.alive) {
            this.timer = browser.setTimeout(() => this.poll(), POLL_MS);
        }
    }

    get percent() {
        const { done, total } = this.progress;
        return total ? Math.min(100, Math.round((100 * done) / total)) : 0;
    }

    get countText() {
        const { done, total } = this.progress;
        if (!total) {
            return _t("%(done)s so far", { done: formatInteger(done) });
        }
        return _t("%(done)s of %(total)s", {
            done: formatInteger(done),
            total: formatInteger(total),
        });
    }

    get timeText() {
        const seconds = this.progress.seconds_left;
        if (seconds === null || seconds === undefined || seconds === false) {
            return "";
        }
        if (seconds < 60) {
            return _t("%(seconds)s s left", { seconds });
        }
        return _t("%(minutes)s min left", { minutes: Math.ceil(seconds / 60) });
    }

    async pause() {
        await this.orm.call("deratix.run", "action_pause", [[this.props.runId]]);
        await this.props.onChange();
    }

    cancel() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Cancel the run"),
            body: _t("What is done stays, the rest is left as it is."),
            confirmLabel: _t("Stop"),
            cancelLabel: _t("Go on"),
            confirm: async () => {
                await this.orm.call(this.constructor.model, "action_cancel", [[this.props.runId]]);
                await this.props.onChange();
            },
            cancel: () => {},
        });
    }
}

class RunProgressWidget extends Component {
    static template = "deratix_integrations.RunProgressWidget";
    static components = { RunProgress };
    static props = { ...standardWidgetProps };

    get pausable() {
        const { history, state } = this.props.record.data;
        return Boolean(history) && state !== "undoing";
    }

    async reload() {
        await this.props.record.load();
    }
}

class CardProgressWidget extends Component {
    static template = "deratix_integrations.CardProgressWidget";
    static components = { RunProgress };
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
    }

    get run() {
        return this.props.record.data.data.run;
    }

    async reload() {
        await this.props.record.model.load();
    }

    open() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "deratix.run",
            res_id: this.run.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("deratix_run_progress", {
    component: RunProgressWidget,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "history", type: "selection" },
    ],
});
registry.category("view_widgets").add("deratix_card_progress", {
    component: CardProgressWidget,
    fieldDependencies: [{ name: "data", type: "json" }],
});
