import { _t } from "@web/core/l10n/translation";
import { LABELS } from "@deratix_integrations/fields/values";

LABELS.on_hand = _t("On hand in Odoo");
