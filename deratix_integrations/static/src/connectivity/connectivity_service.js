import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { onMounted, onWillUnmount, reactive, useState } from "@odoo/owl";

const CHECK_MS = 15000;
const RECHECK_MS = 3000;
const PING_TIMEOUT_MS = 8000;

/**
 * Knows whether the browser is online and Odoo answers.
 *
 * Odoo is asked every 15 seconds while a component watches, and every 3 seconds after a request
 * was lost, until it answers again.
 */
export class Connectivity {
    constructor() {
        this.state = reactive({ browserOnline: browser.navigator.onLine, reachable: true });
        this.watchers = 0;
        this.timer = null;
        browser.addEventListener("online", () => {
            this.state.browserOnline = true;
            this.check();
        });
        browser.addEventListener("offline", () => {
            this.state.browserOnline = false;
        });
        rpcBus.addEventListener("RPC:RESPONSE", ({ detail }) => this.onResponse(detail));
    }

    get online() {
        return this.state.browserOnline && this.state.reachable;
    }

    watch() {
        this.watchers += 1;
        if (this.watchers === 1) {
            this.planCheck();
        }
    }

    unwatch() {
        this.watchers -= 1;
        this.planCheck();
    }

    onResponse({ error }) {
        const lost = error instanceof ConnectionLostError;
        if (lost === this.state.reachable) {
            this.state.reachable = !lost;
            this.planCheck();
        }
    }

    planCheck() {
        browser.clearTimeout(this.timer);
        if (this.watchers || !this.state.reachable) {
            const delay = this.state.reachable ? CHECK_MS : RECHECK_MS;
            this.timer = browser.setTimeout(() => this.check(), delay);
        }
    }

    async check() {
        if (this.state.browserOnline) {
            this.state.reachable = await this.ping();
        }
        this.planCheck();
    }

    async ping() {
        const controller = new AbortController();
        const timeout = browser.setTimeout(() => controller.abort(), PING_TIMEOUT_MS);
        try {
            const response = await browser.fetch("/deratix/ping", {
                cache: "no-store",
                signal: controller.signal,
            });
            return response.ok;
        } catch {
            return false;
        } finally {
            browser.clearTimeout(timeout);
        }
    }
}

registry.category("services").add("deratix_connectivity", { start: () => new Connectivity() });

/**
 * Watch the connection while the component is mounted.
 *
 * @returns {{browserOnline: boolean, reachable: boolean}} reactive
 */
export function useConnectivity() {
    const connectivity = useService("deratix_connectivity");
    onMounted(() => connectivity.watch());
    onWillUnmount(() => connectivity.unwatch());
    return useState(connectivity.state);
}
