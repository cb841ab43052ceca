import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { Component, onMounted, onWillStart, onWillUnmount, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { OfflineBanner } from "@deratix_integrations/connectivity/offline_banner";
import { useConnectivity } from "@deratix_integrations/connectivity/connectivity_service";
import { DocumentView } from "./document_view";
import { EntryForm } from "./entry_form";
import { FileList } from "./file_list";
import { PreviewModel } from "./preview_model";

const POLL_MS = 1000;
const ACTIVE = ["uploading", "inspecting", "recognising", "importing", "undoing"];

/** The files of an archive, the document beside them, and what it is taken for. */
export class ArchivePreview extends Component {
    static template = "deratix_zip_import.ArchivePreview";
    static components = {
        DocumentView, Dropdown, DropdownItem, EntryForm, FileList, Layout, OfflineBanner,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useState(useService("ui"));
        this.connectivity = useConnectivity();
        const { action } = this.props;
        const archiveId = action.params?.archive_id || action.context?.active_id;
        this.model = useState(new PreviewModel(useService("orm"), archiveId));
        // On a small screen the list comes first, the document is a page of its own.
        this.state = useState({ reading: false, busy: false });
        this.alive = true;
        onWillStart(async () => {
            await this.model.start();
            const { name } = this.model.head;
            this.env.config.setDisplayName(_t("Preview of “%(name)s”", { name }));
        });
        onMounted(() => this.poll());
        onWillUnmount(() => {
            this.alive = false;
            browser.clearTimeout(this.timer);
        });
        const root = useRef("root");
        useEffect(
            () => {
                if (this.ui.isSmall && this.state.reading) {
                    root.el.querySelector(".o_deratix_preview").scrollTop = 0;
                }
            },
            () => [this.state.reading, this.model.currentId]
        );
        useExternalListener(window, "keydown", (event) => this.onKeydown(event));
    }

    // -- what is shown ------------------------------------------------------------------------

    get working() {
        return ACTIVE.includes(this.model.head.state);
    }

    get progressText() {
        const { done, total, state } = this.model.head;
        const texts = {
            recognising: _t("The files are being recognised."),
            importing: _t("The files are being imported."),
        };
        const text = texts[state] || _t("The archive is being worked on.");
        const counted = { done: formatInteger(done), total: formatInteger(total) };
        return total ? `${text} ${_t("%(done)s of %(total)s", counted)}` : text;
    }

    get online() {
        return this.connectivity.browserOnline && this.connectivity.reachable;
    }

    get showList() {
        return !this.ui.isSmall || !this.state.reading;
    }

    get showDocument() {
        return Boolean(this.model.current) && (!this.ui.isSmall || this.state.reading);
    }

    get importable() {
        return ["review", "done", "cancelled", "failed"].includes(this.model.head.state);
    }

    async poll() {
        if (this.working) {
            try {
                await this.model.refresh();
            } catch (error) {
                if (!(error instanceof ConnectionLostError)) {
                    throw error;
                }
            }
        }
        if (this.alive && this.working) {
            this.timer = browser.setTimeout(() => this.poll(), POLL_MS);
        }
    }

    // -- moving -------------------------------------------------------------------------------

    open(row) {
        this.model.select(row.id);
        this.state.reading = true;
    }

    back() {
        this.state.reading = false;
    }

    async step(direction) {
        if (!(await this.model.step(direction))) {
            const text = direction > 0 ? _t("This was the last file.") : _t("This is the first file.");
            this.notification.add(text, { type: "info" });
        }
    }

    onKeydown(event) {
        const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
        const elsewhere = document.querySelector(".modal, .o-dropdown--menu");
        const changed = event.ctrlKey || event.altKey || event.metaKey || event.repeat;
        if (typing || elsewhere || changed || !this.showDocument) {
            return;
        }
        const act = {
            a: () => this.accept(),
            s: () => this.skip(),
            j: () => this.step(1),
            ArrowDown: () => this.step(1),
            k: () => this.step(-1),
            ArrowUp: () => this.step(-1),
        }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
        if (act) {
            event.preventDefault();
            act();
        }
    }

    // -- deciding -----------------------------------------------------------------------------

    /** Carry out one decision at a time; says what followed from it. */
    async decide(method, target, ...more) {
        if (this.state.busy || !this.online) {
            return null;
        }
        this.state.busy = true;
        try {
            const result = await this.model.decide(method, target, ...more);
            this.tell(target, result);
            return result;
        } finally {
            this.state.busy = false;
        }
    }

    tell(target, result) {
        const buttons = [{ name: _t("Learned rules"), onClick: () => this.openRules() }];
        if (result.why) {
            const refused = formatInteger(result.refused);
            const text = result.refused > 1 ? _t("Files that wait: %(refused)s. %(why)s", { refused, why: result.why }) : result.why;
            this.notification.add(text, { type: "warning" });
        }
        if (result.rule) {
            const followed = formatInteger(result.followed);
            const text = _t("Learned for “%(name)s”. Files that follow it: %(followed)s", { name: result.rule, followed });
            this.notification.add(text, { type: "success", buttons });
        } else if (target.reach !== "file" && result.changed) {
            const changed = formatInteger(result.changed);
            this.notification.add(_t("Files changed: %(changed)s", { changed }), { type: "success" });
        }
    }

    setValues(values, reach = {}, remember = null) {
        return this.decide("preview_decide", this.model.target(reach), values, remember);
    }

    async accept() {
        const row = this.model.current;
        if (row?.editable) {
            const result = await this.decide("preview_accept", this.model.target());
            if (result?.changed) {
                await this.step(1);
            }
        }
    }

    async skip() {
        const row = this.model.current;
        if (row?.editable && row.state !== "skipped") {
            if (await this.decide("preview_skip", this.model.target())) {
                await this.step(1);
            }
        }
    }

    reopen() {
        return this.decide("preview_reopen", this.model.target());
    }

    choose(choice) {
        return this.decide("preview_choose", this.model.target(), choice);
    }

    acceptAll() {
        const count = formatInteger(this.model.total);
        this.dialog.add(ConfirmationDialog, {
            title: _t("Accept all files in the list"),
            body: _t("Files taken as they are shown: %(count)s. What lacks a type or a client waits.", { count }),
            confirmLabel: _t("Accept all"),
            confirm: async () => {
                await this.decide("preview_accept", this.model.target({ reach: "list" }));
                await this.model.reload();
            },
            cancel: () => {},
        });
    }

    // -- the whole archive --------------------------------------------------------------------

    async startImport() {
        const plan = await this.model.plan();
        const count = Object.fromEntries(
            Object.entries(plan).map(([name, value]) => [name, formatInteger(value)])
        );
        const lines = [
            _t("Documents to add: %(add)s", count),
            plan.replace ? _t("Of them new versions: %(replace)s", count) : "",
            plan.clients ? _t("Clients to create: %(clients)s", count) : "",
            _t("Files to skip: %(skip)s", count),
            _t("Not decided, stay here: %(leave)s", count),
            plan.refused ? _t("Refused: %(refused)s", count) : "",
        ];
        this.dialog.add(ConfirmationDialog, {
            title: _t("Import"),
            body: lines.filter(Boolean).join("\n"),
            confirmLabel: _t("Import"),
            confirm: async () => {
                await this.model.startImport();
                await this.openArchive();
            },
            cancel: () => {},
        });
    }

    async recogniseAgain() {
        await this.model.recogniseAgain();
        await this.poll();
    }

    /** Go back to the page of the archive, or to a new one for who came another way. */
    openArchive() {
        const { archiveId } = this.model;
        const before = this.env.config.breadcrumbs.at(-2);
        if (before?.isFormView && before.url.endsWith(`/${archiveId}`)) {
            return before.onSelected();
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "deratix.archive",
            res_id: archiveId,
            views: [[false, "form"]],
        });
    }

    openRules() {
        return this.action.doAction("deratix_zip_import.action_archive_rule");
    }
}

registry.category("actions").add("deratix_zip_preview", ArchivePreview);
