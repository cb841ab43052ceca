import { browser } from "@web/core/browser/browser";
import { formatFloat } from "@web/views/fields/formatters";
import { hidePDFJSButtons } from "@web/core/utils/pdfjs";
import { Component, onWillUnmount, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";

// Whoever goes through files quickly does not want each of them opened.
const REST_MS = 150;

/** One file of the archive, as far as a browser can show it. */
export class DocumentView extends Component {
    static template = "deratix_zip_import.DocumentView";
    static props = { row: Object, removed: Boolean };

    setup() {
        this.root = useRef("root");
        this.state = useState({ id: this.props.row.id, broken: false });
        onWillUpdateProps(({ row }) => {
            if (row.id !== this.props.row.id) {
                browser.clearTimeout(this.timer);
                this.state.id = false;
                this.timer = browser.setTimeout(() => {
                    Object.assign(this.state, { id: row.id, broken: false });
                }, REST_MS);
            }
        });
        onWillUnmount(() => browser.clearTimeout(this.timer));
        useEffect(
            () => {
                if (this.root.el?.querySelector("iframe.o_deratix_pdf")) {
                    hidePDFJSButtons(this.root.el, { hidePresentation: true });
                }
            },
            () => [this.state.id]
        );
    }

    get kind() {
        const { row, removed } = this.props;
        return this.state.id === row.id && !this.state.broken && !removed && row.shown_as;
    }

    get url() {
        return `/deratix/archive/entry/${this.props.row.id}`;
    }

    get viewerUrl() {
        const file = encodeURIComponent(this.url);
        return `/web/static/lib/pdfjs/web/viewer.html?file=${file}#zoom=page-width&pagemode=none`;
    }

    get size() {
        return formatFloat(this.props.row.size, { humanReadable: true, decimals: 1 });
    }
}
