import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { OfflineBanner } from "@deratix_integrations/connectivity/offline_banner";
import { useConnectivity } from "@deratix_integrations/connectivity/connectivity_service";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { formatBytes } from "./bytes";

/** The bytes of the file that is being sent, and a button to stop it. */
export class UploadProgress extends Component {
    static template = "deratix_zip_import.UploadProgress";
    static props = { uploader: Object };

    setup() {
        this.dialog = useService("dialog");
        this.state = useState(this.props.uploader.state);
    }

    get percent() {
        return Math.floor((100 * this.state.sent) / this.state.size);
    }

    get labelText() {
        const { phase, sent } = this.state;
        if (phase === "waiting") {
            return _t("Waiting for the connection");
        }
        if (phase === "finishing") {
            return _t("Almost done");
        }
        if (phase === "checking") {
            return sent ? _t("Comparing with what is there already") : _t("Beginning");
        }
        return _t("Uploading");
    }

    get bytesText() {
        return _t("%(sent)s of %(size)s (%(percent)s)", {
            sent: formatBytes(this.state.sent),
            size: formatBytes(this.state.size),
            percent: `${this.percent} %`,
        });
    }

    get timeText() {
        const { phase, rate, sent, size, wait } = this.state;
        if (phase === "waiting") {
            return _t("Trying again in %s s", wait);
        }
        if (phase !== "sending" || !rate) {
            return "";
        }
        const seconds = Math.ceil((size - sent) / rate);
        if (seconds < 60) {
            return _t("%s s left", seconds);
        }
        return _t("%s min left", Math.ceil(seconds / 60));
    }

    cancel() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Cancel the upload"),
            body: _t("What was sent so far is thrown away."),
            confirmLabel: _t("Stop"),
            cancelLabel: _t("Go on"),
            confirm: () => this.props.uploader.cancel(),
            cancel: () => {},
        });
    }
}

/** Choose or drop an archive; it is sent in pieces, also while other pages are looked at. */
class UploadPage extends Component {
    static template = "deratix_zip_import.UploadPage";
    static components = { Layout, OfflineBanner, UploadProgress };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.upload = useService("deratix_upload");
        this.connectivity = useConnectivity();
        this.current = useState(this.upload.current);
        this.state = useState({ over: false, problem: "", limit: 0, pending: [] });
        this.input = useRef("input");
        this.display = { controlPanel: {} };
        onWillStart(() => this.load());
        onMounted(() => {
            this.upload.watchers += 1;
        });
        onWillUnmount(() => {
            this.upload.watchers -= 1;
        });
    }

    async load() {
        const { limit, pending } = await this.orm.call("deratix.archive", "get_upload_page", []);
        Object.assign(this.state, { limit, pending });
    }

    get uploader() {
        return this.current.uploader;
    }

    get failed() {
        return Boolean(this.uploader) && this.uploader.state.phase === "failed";
    }

    get running() {
        return Boolean(this.uploader) && !this.failed;
    }

    get problem() {
        return this.state.problem || (this.failed ? this.uploader.state.message : "");
    }

    get offline() {
        return !(this.connectivity.browserOnline && this.connectivity.reachable);
    }

    get limitText() {
        return _t("ZIP archives of up to %s", formatBytes(this.state.limit));
    }

    pendingText({ received, size }) {
        return _t("%(received)s of %(size)s are here. Choose the same file to go on.", {
            received: formatBytes(received),
            size: formatBytes(size),
        });
    }

    onDragOver(ev) {
        this.state.over = !this.offline && [...ev.dataTransfer.types].includes("Files");
    }

    onDrop(ev) {
        this.state.over = false;
        this.start(ev.dataTransfer.files);
    }

    onChosen(ev) {
        this.start(ev.target.files);
    }

    async start(files) {
        this.state.problem = "";
        if (this.offline || this.running || !files.length) {
            return;
        }
        if (files.length > 1) {
            this.state.problem = _t("Choose one archive at a time.");
            return;
        }
        const [file] = files;
        if (file.size > this.state.limit) {
            this.state.problem = _t("The archive is larger than %s. Split it.", formatBytes(this.state.limit));
            return;
        }
        this.input.el.value = "";
        this.input.el.disabled = true;
        await this.upload.start(file);
        if (this.input.el) {
            this.input.el.disabled = false;
            await this.load();
        }
    }

    async discard(one) {
        await this.orm.call("deratix.archive", "action_cancel", [[one.id]]);
        await this.load();
    }

    prepare() {
        return this.action.doAction("deratix_zip_import.action_prepare");
    }
}

registry.category("actions").add("deratix_zip_upload", UploadPage);
