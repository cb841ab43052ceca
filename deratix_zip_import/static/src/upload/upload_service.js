import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { reactive } from "@odoo/owl";
import { Uploader } from "./uploader";

/** Keeps the upload going while the person looks at other pages of Odoo. */
export class UploadService {
    constructor(orm, notification, action) {
        this.orm = orm;
        this.notification = notification;
        this.action = action;
        this.current = reactive({ uploader: null });
        // How many pages show the upload themselves.
        this.watchers = 0;
        browser.addEventListener("beforeunload", (event) => {
            if (this.current.uploader?.running) {
                event.preventDefault();
            }
        });
    }

    async start(file) {
        const uploader = new Uploader(file, this.orm);
        this.current.uploader = uploader;
        await uploader.run();
        if (uploader.state.phase === "done") {
            this.current.uploader = null;
            this.whenDone(uploader.state);
        } else if (uploader.state.phase === "cancelled") {
            this.current.uploader = null;
        }
    }

    whenDone({ name, archiveId }) {
        const archive = {
            type: "ir.actions.act_window",
            res_model: "deratix.archive",
            res_id: archiveId,
            views: [[false, "form"]],
        };
        if (this.watchers) {
            this.action.doAction(archive);
            return;
        }
        this.notification.add(_t("“%s” was uploaded.", name), {
            type: "success",
            buttons: [{ name: _t("Open"), onClick: () => this.action.doAction(archive) }],
        });
    }
}

registry.category("services").add("deratix_upload", {
    dependencies: ["orm", "notification", "action"],
    start: (env, { orm, notification, action }) => new UploadService(orm, notification, action),
});
