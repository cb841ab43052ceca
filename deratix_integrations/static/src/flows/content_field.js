import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** What a person reads for the keys of an order or a product, in the order in which they are
 * shown. What is not here is of no interest to people. */
const LABELS = {
    number: _t("Number"),
    name: _t("Name"),
    sku: _t("Article number"),
    barcode: _t("Barcode"),
    client_name: _t("Client"),
    client_order: _t("Their reference"),
    ordered_on: _t("Ordered"),
    deliver_on: _t("To be delivered"),
    status: _t("Status"),
    currency: _t("Currency"),
    net: _t("Net"),
    gross: _t("Gross"),
    freight: _t("Freight"),
    price: _t("Price"),
    cost: _t("Cost"),
    tax: _t("VAT (%)"),
    unit: _t("Unit"),
    quantity: _t("In stock"),
    reserved: _t("Reserved"),
    payment_term: _t("Payment term"),
    delivery_way: _t("Delivery way"),
    address: _t("Invoice address"),
    delivery: _t("Delivery address"),
    note: _t("Note"),
};
const STATUSES = {
    draft: _t("Draft"),
    open: _t("Open"),
    paid: _t("Paid"),
    invoiced: _t("Invoiced"),
    expired: _t("Expired"),
    cancelled: _t("Cancelled"),
};
const DATES = new Set(["ordered_on", "deliver_on"]);

/** A value as text; empty ones are "". */
function textOf(key, value) {
    if (value === null || value === undefined || value === false) {
        return "";
    }
    if (key === "status" && value in STATUSES) {
        return STATUSES[value].toString();
    }
    if (DATES.has(key) && value) {
        return formatDate(deserializeDate(value));
    }
    if (typeof value === "object") {
        return Object.values(value).filter(Boolean).join(", ");
    }
    return String(value);
}

/** A product or an order as the source told it. */
class ContentField extends Component {
    static template = "deratix_integrations.ContentField";
    static props = { ...standardFieldProps };

    get content() {
        return this.props.record.data[this.props.name] || {};
    }

    get rows() {
        return Object.entries(LABELS)
            .map(([key, label]) => ({
                key,
                label: label.toString(),
                text: textOf(key, this.content[key]),
            }))
            .filter((row) => row.text);
    }

    get lines() {
        return (this.content.lines || []).map((line, index) => ({ key: index, ...line }));
    }
}

registry.category("fields").add("deratix_content", {
    component: ContentField,
    displayName: _t("Order or Product"),
    supportedTypes: ["json"],
});
