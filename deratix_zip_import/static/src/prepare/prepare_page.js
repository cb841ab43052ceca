import { _t } from "@web/core/l10n/translation";
import { OfflineBanner } from "@deratix_integrations/connectivity/offline_banner";
import { useConnectivity } from "@deratix_integrations/connectivity/connectivity_service";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component } from "@odoo/owl";

/** The layouts of an archive that are understood, and two archives to begin with. */
class PreparePage extends Component {
    static template = "deratix_zip_import.PreparePage";
    static components = { Layout, OfflineBanner };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.connectivity = useConnectivity();
        this.display = { controlPanel: {} };
        this.layouts = [
            {
                title: _t("Client / period / file"),
                text: _t("The surest way: every file says whose it is and for when."),
                lines: ["Green Meadow Ltd/", "    2026-03/", "        protocol.pdf", "    2026-04/"],
            },
            {
                title: _t("Type / file"),
                text: _t("For what belongs to a product or a person, such as safety data sheets."),
                lines: ["SDS/", "    rodent-bait-sds.pdf", "Certificates/", "    iso-9001-2026.pdf"],
            },
            {
                title: _t("Client / type / period / file"),
                text: _t("Both together, in this order or another; levels may be left out."),
                lines: ["Hotel Linden/", "    Contracts/", "        2026/", "            contract.pdf"],
            },
        ];
    }

    get offline() {
        return !(this.connectivity.browserOnline && this.connectivity.reachable);
    }

    upload() {
        return this.action.doAction("deratix_zip_import.action_upload");
    }
}

registry.category("actions").add("deratix_zip_prepare", PreparePage);
