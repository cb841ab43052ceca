import { markRaw } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";

const WAITING = ["open", "failed"];

/** The page of files that is shown, and the calls about them. */
export class PreviewModel {
    constructor(orm, archiveId) {
        this.orm = markRaw(orm);
        this.archiveId = archiveId;
        this.keepLast = markRaw(new KeepLast());
        this.head = { counts: {}, types: [], state: "" };
        this.chosen = "all";
        this.term = "";
        this.rows = [];
        this.total = 0;
        this.first = 0;
        this.currentId = false;
    }

    call(method, ...args) {
        return this.orm.call("deratix.archive", method, [[this.archiveId], ...args]);
    }

    async start() {
        this.head = await this.call("preview_head");
        this.chosen = this.head.counts.open ? "open" : "all";
        await this.reload();
    }

    /** What the background has done since; the files once it is through. */
    async refresh() {
        const before = this.head.state;
        this.head = await this.orm.silent.call("deratix.archive", "preview_head", [
            [this.archiveId],
        ]);
        if (before !== this.head.state) {
            await this.reload();
        }
    }

    get current() {
        return this.rows.find((row) => row.id === this.currentId);
    }

    get last() {
        return this.first + this.rows.length - 1;
    }

    // -- the list -----------------------------------------------------------------------------

    async show(chosen, term) {
        this.chosen = chosen;
        this.term = term;
        await this.reload();
    }

    async reload(bounds = {}) {
        const { chosen, term } = this;
        const { after = null, before = null, fromEnd = false } = bounds;
        const call = this.call("preview_files", chosen, term, after, before);
        const page = await this.keepLast.add(call);
        if (!page.rows.length && (after !== null || before !== null)) {
            return false;
        }
        Object.assign(this, page);
        if (!this.current || after !== null || before !== null) {
            this.currentId = page.rows.at(fromEnd ? -1 : 0)?.id || false;
        }
        return true;
    }

    nextPage() {
        return this.reload({ after: this.rows.at(-1).position });
    }

    previousPage(fromEnd = false) {
        return this.reload({ before: this.rows[0].position, fromEnd });
    }

    select(id) {
        this.currentId = id;
    }

    /** Go to the next or the previous file; false when there is none. */
    async step(direction) {
        const at = this.rows.findIndex((row) => row.id === this.currentId);
        const way = direction > 0 ? this.rows.slice(at + 1) : this.rows.slice(0, at).reverse();
        // In the list of what is to decide, what was decided meanwhile is passed over.
        const row = way.find((one) => this.chosen !== "open" || WAITING.includes(one.state));
        if (row) {
            this.currentId = row.id;
            return true;
        }
        if (!this.rows.length) {
            return false;
        }
        return direction > 0 ? this.nextPage() : this.first > 1 && this.previousPage(true);
    }

    // -- decisions ----------------------------------------------------------------------------

    target({ reach = "file", depth = 0 } = {}) {
        const target = { reach, entry_id: this.currentId };
        if (reach === "folder") {
            target.depth = depth;
        } else if (reach === "list") {
            Object.assign(target, { chosen: this.chosen, term: this.term });
        }
        return target;
    }

    async decide(method, target, ...more) {
        const shown = this.rows.map((row) => row.id);
        const result = await this.call(method, target, ...more, shown);
        const fresh = Object.fromEntries(result.rows.map((row) => [row.id, row]));
        this.rows = this.rows.map((row) => fresh[row.id] || row);
        this.head.counts = result.counts;
        return result;
    }

    search(column, term) {
        return this.call("preview_search", column, term);
    }

    // -- the archive --------------------------------------------------------------------------

    plan() {
        return this.call("preview_plan");
    }

    startImport() {
        return this.call(this.head.state === "review" ? "action_import" : "action_retry");
    }

    async recogniseAgain() {
        await this.call("action_recognise_again");
        this.head = await this.call("preview_head");
    }
}
