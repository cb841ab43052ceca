import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

/** What a person reads for the keys of the values of a client, a document, an order or a product,
 * in the order in which they are shown. */
export const LABELS = {
    number: _t("Number"),
    client_name: _t("Client"),
    ordered_on: _t("Ordered"),
    issued_on: _t("Issued"),
    sold_on: _t("Sold"),
    due_on: _t("Due"),
    paid_on: _t("Paid On"),
    net: _t("Net"),
    gross: _t("Gross"),
    paid: _t("Paid"),
    sku: _t("Article number"),
    price: _t("Price"),
    payment: _t("Payment"),
    name: _t("Name"),
    is_company: _t("Kind"),
    company_number: _t("Company number"),
    tax_id: _t("Tax number"),
    vat: _t("VAT number"),
    street: _t("Street"),
    zip: _t("Post code"),
    city: _t("City"),
    state: _t("Region"),
    country: _t("Country"),
    email: _t("E-mail"),
    phone: _t("Phone"),
    website: _t("Website"),
    delivery_name: _t("Delivery: name"),
    delivery_street: _t("Delivery: street"),
    delivery_zip: _t("Delivery: post code"),
    delivery_city: _t("Delivery: city"),
    delivery_state: _t("Delivery: region"),
    delivery_country: _t("Delivery: country"),
    delivery_phone: _t("Delivery: phone"),
    iban: _t("IBAN"),
    swift: _t("BIC"),
    language: _t("Language"),
    currency: _t("Currency"),
    payment_days: _t("Payment term (days)"),
    discount: _t("Discount (%)"),
    barcode: _t("Barcode"),
    unit: _t("Unit"),
    tax: _t("VAT (%)"),
    cost: _t("Cost"),
    quantity: _t("In stock"),
    reserved: _t("Reserved"),
    note: _t("Note"),
    tags: _t("Tags"),
    contacts: _t("Contact persons"),
};

const PAYMENTS = {
    unpaid: _t("Unpaid"),
    partial: _t("Partly paid"),
    paid: _t("Paid"),
    cancelled: _t("Cancelled"),
};
const DATES = new Set(["ordered_on", "issued_on", "sold_on", "due_on", "paid_on"]);
// Amounts come as decimal texts, in the currency of the document.
const AMOUNTS = new Set(["net", "gross", "paid", "price"]);

export const REASONS = {
    binding: _t("Linked already"),
    decision: _t("Decided before"),
    reference: _t("Same reference"),
    company_number: _t("Same company number"),
    vat: _t("Same VAT number"),
    email: _t("Same e-mail"),
    phone: _t("Same phone"),
    name_zip: _t("Similar name, same post code"),
    several: _t("Several candidates"),
    contradiction: _t("The numbers contradict each other"),
};

/** A value as text; empty ones are "". */
export function valueText(key, value) {
    if (value === null || value === undefined || value === "") {
        return "";
    }
    if (key === "is_company") {
        return value ? _t("Company") : _t("Person");
    }
    if (key === "payment" && value in PAYMENTS) {
        return PAYMENTS[value].toString();
    }
    if (DATES.has(key)) {
        return formatDate(deserializeDate(value));
    }
    if (AMOUNTS.has(key)) {
        return formatFloat(Number(value), { digits: [16, 2] });
    }
    if (key === "discount" && value !== false) {
        return formatFloat(Number(value), { trailingZeros: false });
    }
    if (Array.isArray(value)) {
        return value.map((item) => (typeof item === "object" ? item.name : item)).join(", ");
    }
    return value === false ? "" : String(value);
}

/** A long text cut at its end. */
export function shortened(text, length = 60) {
    return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

/** The values that a plan line holds: those of a document, an order, a product or a client. */
export function lineValues({ is_document, document, record, content, values }) {
    return (is_document ? document : record ? content : values) || {};
}

/** Which of the fields of a plan line hold what `lineValues` asks for. */
export const VALUE_FIELDS = [
    { name: "values", type: "json" },
    { name: "document", type: "json" },
    { name: "is_document", type: "boolean" },
    { name: "content", type: "json" },
    { name: "record", type: "selection" },
];

/**
 * The fields of a plan line in the order of `LABELS`.
 *
 * @param {Object} changes `{key: [old, new]}`
 * @param {Object} values the values that came from outside; fields without a change
 * @returns {{key, label, old, new, changed}[]} texts; fields that are empty on both sides are left out
 */
export function fieldRows(changes, values) {
    const rows = [];
    for (const [key, label] of Object.entries(LABELS)) {
        const changed = key in changes;
        const [before, after] = changed ? changes[key] : ["", values[key]];
        const row = {
            key,
            label: label.toString(),
            old: valueText(key, before),
            new: valueText(key, after),
            changed,
        };
        if (row.old || row.new) {
            rows.push(row);
        }
    }
    return rows;
}

/**
 * The fields in conflict of a plan line.
 *
 * @param {Object} conflicts `{key: [agreed before, in Odoo, in the other system]}`
 * @param {Object} sides `{key: "odoo" | "external" | "both"}`: whose value a person chose
 * @returns {{key, label, before, ours, theirs, side}[]} texts
 */
export function conflictRows(conflicts, sides) {
    return Object.entries(LABELS)
        .filter(([key]) => key in conflicts)
        .map(([key, label]) => {
            const [before, ours, theirs] = conflicts[key].map((value) => valueText(key, value));
            return { key, label: label.toString(), before, ours, theirs, side: sides[key] || "" };
        });
}
