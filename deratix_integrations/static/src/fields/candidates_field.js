import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";
import { Component } from "@odoo/owl";
import { REASONS } from "./values";

/** Clients that a record may be: a person says which one it is, or that it is none of them. */
export class CandidatesField extends Component {
    static template = "deratix_integrations.CandidatesField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get candidates() {
        const { data } = this.props.record;
        return (data[this.props.name] || []).map((candidate) => ({
            ...candidate,
            chosen: data.decision !== "create" && data.partner_id?.id === candidate.id,
            why: (REASONS[candidate.reason] || candidate.reason || "").toString(),
            percent: Math.round(100 * candidate.confidence),
        }));
    }

    get noneChosen() {
        return this.props.record.data.decision === "create";
    }

    /** Also in a list's row that is not being edited: the choice is saved at once. */
    get decidable() {
        const { run_state: runState, state } = this.props.record.data;
        return this.waits || (runState === "ready" && ["planned", "failed"].includes(state));
    }

    /** Its run is through: what is decided now is carried out at once. */
    get waits() {
        const { run_state: runState, state, category } = this.props.record.data;
        return runState === "done" && state === "planned" && category === "review";
    }

    async choose(candidate) {
        const { record } = this.props;
        if (this.waits) {
            return this.settle(candidate.id);
        }
        await this.save({
            partner_id: { id: candidate.id, display_name: candidate.name },
            decision: record.data.run_policy === "link" ? "link" : "update",
        });
    }

    async chooseNone() {
        if (this.waits) {
            return this.settle(false);
        }
        await this.save({ partner_id: false, decision: "create" });
    }

    async settle(partnerId) {
        await this.orm.call("deratix.run.line", "decide_same", [
            [this.props.record.resId],
            partnerId,
        ]);
        await this.action.doAction("soft_reload");
    }

    async save(values) {
        await this.props.record.update(values, { save: true });
    }
}

registry.category("fields").add("deratix_candidates", {
    component: CandidatesField,
    displayName: _t("Candidates"),
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "decision", type: "selection" },
        { name: "partner_id", type: "many2one", relation: "res.partner" },
        { name: "run_policy", type: "selection" },
        { name: "run_state", type: "selection" },
        { name: "state", type: "selection" },
        { name: "category", type: "selection" },
    ],
});
