import { registry } from "@web/core/registry";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { OfflineBanner } from "../connectivity/offline_banner";

class DashboardController extends KanbanController {
    static template = "deratix_integrations.Dashboard";
    static components = { ...KanbanController.components, OfflineBanner };
}

registry.category("views").add("deratix_dashboard", {
    ...kanbanView,
    Controller: DashboardController,
});
