"""What a person does on the pages of the integrations, at any size of the screen."""

import re

from playwright.sync_api import expect

CREDENTIALS = {
    "E-mail of the API user": "api@firma-demo.sk",
    "API key": "demo-superfaktura-apikey-0001",
    "Company ID": "4711",
}
# Background work of the server: a page is read, a batch is written.
WORK_MS = 120_000


class Journey:
    """The pages as one person sees them; `small` is the phone, where lists are cards."""

    def __init__(self, page, url, *, small):
        self.page = page
        self.url = url
        self.small = small

    # -- moving about -------------------------------------------------------------------------

    def visit(self, path):
        self.page.goto(f"{self.url}/odoo/{path}")

    def dashboard(self):
        self.visit("integrations")
        expect(self.card).to_be_visible()

    def external_page(self, path):
        """A record's page with its links to external systems."""
        self.visit(path)
        self.page.get_by_role("tab", name="External Systems").click()

    @property
    def card(self):
        return self.page.locator(".o_deratix_dashboard .o_kanban_record:not(.o_kanban_ghost)").first

    def figure(self, label):
        """The number above a label of the card."""
        figure = self.card.locator(".o_deratix_figure", has_text=label)
        return figure.locator(".o_deratix_number")

    def press(self, name):
        """A button of the form's header; a small screen keeps all but the first in a menu."""
        header = self.page.locator(".o_form_statusbar")
        button = header.get_by_role("button", name=name, exact=True)
        more = header.locator(".o-dropdown").first
        if self.small:
            # The first of them stands alone, and the menu appears with it.
            expect(header.get_by_role("button").first).to_be_visible()
        if self.small and not button.is_visible():
            more.click()
            self.press_in_sheet(name)
        else:
            button.click()

    def press_in_sheet(self, name):
        """Press a button of the sheet that slides in from below on a small screen.

        The event is sent to the button itself: a tool that scrolls it into view first moves the
        sheet, which closes it.
        """
        sheet = self.page.locator(".o_bottom_sheet_ready")
        sheet.get_by_text(name, exact=True).dispatch_event("click")

    def choose(self, box, name):
        """Choose from the menu that opens below a box; on a small screen it is such a sheet."""
        box.click()
        if self.small:
            self.press_in_sheet(name)
        else:
            self.page.locator(".o_select_menu_item").get_by_text(name, exact=True).click()

    def confirm(self, name):
        """Press a button of the dialog that is open; returns what the dialog said."""
        dialog = self.page.locator(".modal")
        text = dialog.inner_text()
        dialog.get_by_role("button", name=name, exact=True).click()
        expect(dialog).to_be_hidden()
        return text

    # -- the connection -----------------------------------------------------------------------

    def set_up(self, address):
        """From the empty card to the form of a new connection that leads to `address`."""
        self.card.get_by_role("button", name="Set up").click()
        self.page.locator("[name=base_url] input").fill(address)

    def type_credentials(self, **changed):
        """Type the sign-in data; `apikey` may be given to type a wrong one."""
        values = CREDENTIALS | ({"API key": changed["apikey"]} if "apikey" in changed else {})
        for label, value in values.items():
            row = self.page.locator(".o_deratix_credentials .o_data_row", has_text=label)
            hint = row.locator("td[name=value]").inner_text()
            is_new = hint.startswith(("Required", "Not needed"))
            box = self.type_setting(label, value)
        if is_new:
            # A button that is pressed while the server looks at the value may be drawn anew.
            with self.page.expect_response("**/deratix.connection/onchange"):
                box.blur()

    def type_setting(self, label, value):
        """Type one of the sign-in data; returns its input, where the cursor still is."""
        row = self.page.locator(".o_deratix_credentials .o_data_row", has_text=label)
        row.locator("td[name=value]").click()
        box = row.locator("td[name=value] input")
        # The list puts the cursor there by itself, and would scroll back to it later.
        expect(box).to_be_focused()
        box.fill(value)
        return box

    def test(self):
        self.press("Test")

    @property
    def status(self):
        return self.page.locator(".o_field_widget[name=status]")

    @property
    def reason(self):
        return self.page.locator(".o_field_widget[name=status_reason]")

    def connect(self, address):
        """The whole set-up, done right."""
        self.dashboard()
        self.set_up(address)
        self.type_credentials()
        self.test()
        expect(self.status).to_have_text("Ready")

    # -- the import -----------------------------------------------------------------------------

    def start_reading(self, scope=None):
        """In the wizard: choose what to read and press *Preview*."""
        dialog = self.page.locator(".modal")
        expect(dialog).to_be_visible()
        if scope:
            dialog.get_by_label(scope, exact=True).check()
        dialog.get_by_role("button", name="Preview").click()

    def preview(self, scope=None):
        """The same, and wait for the plan."""
        self.start_reading(scope)
        expect(self.tile("new")).to_be_visible(timeout=WORK_MS)

    def tile(self, name):
        return self.page.locator(f"[data-tile={name}]")

    def count(self, name):
        """The number on a tile."""
        text = self.tile(name).locator(".o_deratix_number").inner_text()
        return int(re.sub(r"\D", "", text))

    def plan_counts(self):
        names = ("new", "changed", "equal", "review", "invalid")
        return {name: self.count(name) for name in names}

    @property
    def _record(self):
        return ".o_kanban_record:not(.o_kanban_ghost)" if self.small else ".o_data_row"

    @property
    def records(self):
        """The rows of a list, or its cards on a small screen."""
        return self.page.locator(self._record)

    @property
    def lines(self):
        """The records below the tiles."""
        return self.page.locator(f".o_deratix_run_lines {self._record}")

    def decide_first(self, decision):
        """Give the first record another decision."""
        if self.small:
            self.lines.first.locator("[name=decision], span").first.click()
            self.page.get_by_label(decision, exact=True).check()
            self.page.locator(".o_form_button_save").click()
            expect(self.page.locator(".o_form_button_save")).to_be_hidden()
            self.page.go_back()
        else:
            cell = self.lines.first.locator("td[name=decision]")
            cell.click()
            cell.locator("input").click()
            self.page.locator(".o_select_menu_item", has_text=decision).click()
            self.page.locator(".o_list_button_save:visible").first.click()
            expect(cell).to_have_text(decision)

    def open_first_line(self):
        """The first record with all its values."""
        if self.small:
            self.lines.first.click(position={"x": 20, "y": 10})
        else:
            self.lines.first.get_by_role("button", name="View").click()

    def apply(self):
        """Press *Import*; returns what the question said once all is done."""
        self.page.locator(".o_deratix_apply").click()
        text = self.confirm("Import")
        expect(self.tile("created")).to_be_visible(timeout=WORK_MS)
        return text

    def undo(self):
        self.press("Undo")
        self.confirm("Undo")
        expect(self.tile("undone")).to_be_visible(timeout=WORK_MS)
