import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { reactive } from "@odoo/owl";
import { sha256, Sha256 } from "./sha256";

const EDGE_BYTES = 64 * 1024;
const SMALLEST_CHUNK = 256 * 1024;
const LONGEST_WAIT_S = 30;
const MOST_WRONG = 5;
// What a proxy or a server answers while it is being restarted or is busy.
const PASSING = new Set([0, 423, 429, 500, 502, 503, 504]);

export class UploadFailed extends Error {}
class UploadCancelled extends Error {}

/**
 * Sends one file in pieces, and goes on where the server stands after whatever came between.
 *
 * `state`: reactive {phase, name, sent, size, rate, wait, message, archiveId}; phase is
 * "checking", "sending", "waiting", "finishing", "done", "failed" or "cancelled"; sizes in bytes,
 * rate in bytes a second, wait in seconds.
 */
export class Uploader {
    constructor(file, orm) {
        this.file = file;
        this.orm = orm;
        this.whole = new Sha256();
        this.hashed = 0;
        this.request = null;
        this.wake = null;
        this.cancelled = false;
        this.discarding = null;
        this.state = reactive({
            phase: "checking",
            name: file.name,
            sent: 0,
            size: file.size,
            rate: 0,
            wait: 0,
            message: "",
            archiveId: null,
        });
    }

    get running() {
        return ["checking", "sending", "waiting", "finishing"].includes(this.state.phase);
    }

    /** Never throws: how it ended is in the state. */
    async run() {
        try {
            await this._send();
            this.state.phase = "done";
        } catch (error) {
            if (error instanceof UploadCancelled) {
                // Whether it came through is told to who called `cancel`.
                await Promise.allSettled([this.discarding]);
                this.state.phase = "cancelled";
            } else {
                this.state.phase = "failed";
                this.state.message = this._sentence(error);
            }
        }
    }

    /** Stop, and have the server throw away what it has. */
    cancel() {
        this.cancelled = true;
        const { archiveId } = this.state;
        this.discarding = archiveId
            ? this.orm.call("deratix.archive", "action_cancel", [[archiveId]])
            : Promise.resolve();
        this.request?.abort();
        this.wake?.();
        return this.discarding;
    }

    // -- the way of a file ------------------------------------------------------------------------

    async _send() {
        const { file, state } = this;
        const start = await this._call("start_upload", [
            file.name,
            file.size,
            await this._fingerprint(),
        ]);
        state.archiveId = start.id;
        state.sent = start.received;
        this.chunk = start.chunk;
        while (state.sent < file.size) {
            state.phase = this.hashed < state.sent ? "checking" : "sending";
            await this._hashUpTo(state.sent);
            state.phase = "sending";
            await this._sendChunk();
        }
        await this._hashUpTo(file.size);
        state.phase = "finishing";
        this.checksum ??= this.whole.hex();
        await this._call("finish_upload", [[start.id], this.checksum]);
    }

    async _sendChunk() {
        const { state } = this;
        const offset = state.sent;
        const bytes = await this._read(offset, offset + this.chunk);
        if (this.hashed === offset) {
            this.whole.update(bytes);
            this.hashed += bytes.length;
        }
        const digest = sha256(bytes);
        const since = browser.performance.now();
        const answer = await this._retried(() => this._post(offset, bytes, digest));
        if (answer.status === 413 && !answer.error && this.chunk > SMALLEST_CHUNK) {
            // A proxy takes less at once.
            this.chunk = Math.max(SMALLEST_CHUNK, this.chunk / 4);
            state.sent = offset;
        } else if (answer.status === 200 || answer.status === 409) {
            this.wrong = 0;
            state.sent = answer.received;
            this._measure(bytes.length, browser.performance.now() - since);
        } else if (answer.status === 422 && (this.wrong = (this.wrong || 0) + 1) < MOST_WRONG) {
            state.sent = offset;
        } else {
            throw new UploadFailed(
                answer.message || _t("The server refused the file (%s).", answer.status)
            );
        }
    }

    _post(offset, bytes, digest) {
        const request = new browser.XMLHttpRequest();
        this.request = request;
        return new Promise((resolve) => {
            request.upload.addEventListener("progress", ({ loaded }) => {
                this.state.sent = Math.min(offset + loaded, this.file.size);
            });
            request.addEventListener("loadend", () => {
                this.request = null;
                this.state.sent = offset;
                resolve({ status: request.status, ...this._answer(request) });
            });
            request.open("POST", `/deratix/archive/${this.state.archiveId}/chunk?offset=${offset}`);
            request.setRequestHeader("Content-Type", "application/octet-stream");
            request.setRequestHeader("X-Deratix-Csrf", odoo.csrf_token);
            request.setRequestHeader("X-Deratix-Digest", digest);
            request.send(bytes);
        });
    }

    _answer(request) {
        if (request.status && new URL(request.responseURL).pathname.endsWith("/web/login")) {
            return { status: 401, message: _t("You were signed out. Sign in and choose the file again: what was sent is kept.") };
        }
        try {
            return JSON.parse(request.responseText);
        } catch {
            return {};
        }
    }

    _call(method, args) {
        return this._retried(async () => {
            try {
                return { value: await this.orm.silent.call("deratix.archive", method, args) };
            } catch (error) {
                if (error instanceof ConnectionLostError) {
                    return { status: 0 };
                }
                throw error;
            }
        }).then(({ value }) => value);
    }

    /** Ask again, after longer and longer waits, for as long as the answer may come yet. */
    async _retried(ask) {
        for (let wait = 1; ; wait = Math.min(2 * wait, LONGEST_WAIT_S)) {
            this._checkCancelled();
            const before = this.state.phase;
            const answer = await ask();
            this._checkCancelled();
            if (!PASSING.has(answer.status)) {
                return answer;
            }
            this.state.phase = "waiting";
            this.state.message = answer.message || "";
            await this._wait(wait);
            this.state.phase = before;
            this.state.message = "";
        }
    }

    async _wait(seconds) {
        for (this.state.wait = seconds; this.state.wait > 0 && !this.cancelled; this.state.wait--) {
            await new Promise((resolve) => {
                const online = () => {
                    this.state.wait = 0;
                    resolve();
                };
                this.wake = resolve;
                browser.addEventListener("online", online, { once: true });
                browser.setTimeout(() => {
                    browser.removeEventListener("online", online);
                    resolve();
                }, 1000);
            });
        }
    }

    _checkCancelled() {
        if (this.cancelled) {
            throw new UploadCancelled();
        }
    }

    // -- the file on this side ----------------------------------------------------------------------

    async _read(from, to) {
        this._checkCancelled();
        try {
            return new Uint8Array(await this.file.slice(from, to).arrayBuffer());
        } catch {
            throw new UploadFailed(
                _t("The file cannot be read any more. Choose it again: what was sent is kept.")
            );
        }
    }

    async _fingerprint() {
        const { name, size } = this.file;
        const hash = new Sha256().update(new TextEncoder().encode(`${name}\n${size}\n`));
        hash.update(await this._read(0, EDGE_BYTES));
        return hash.update(await this._read(Math.max(0, size - EDGE_BYTES), size)).hex();
    }

    /** What the server has already is read once more here, for the checksum of the whole. */
    async _hashUpTo(end) {
        while (this.hashed < end) {
            const bytes = await this._read(this.hashed, Math.min(end, this.hashed + this.chunk));
            this.whole.update(bytes);
            this.hashed += bytes.length;
        }
    }

    _measure(bytes, milliseconds) {
        const rate = (1000 * bytes) / Math.max(milliseconds, 1);
        this.state.rate = this.state.rate ? 0.7 * this.state.rate + 0.3 * rate : rate;
    }

    _sentence(error) {
        if (error instanceof UploadFailed) {
            return error.message;
        }
        if (error instanceof RPCError) {
            return error.data?.message || error.message;
        }
        return _t("The upload stopped by an unexpected fault. Choose the file again: what was sent is kept.");
    }
}
