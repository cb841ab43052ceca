"""What a person does in the preview of an archive."""

from playwright.sync_api import expect

from tests.archives import office

from .journey import Journey


def file(*parts):
    return office.File(parts, "", None, None, None, None)


class Preview(Journey):
    """The preview as one person sees it."""

    def open_archive(self, archive_id):
        self.visit(f"{archive_id}/document-preview")
        expect(self.rows.first).to_be_visible()

    @property
    def rows(self):
        return self.page.locator(".o_deratix_row")

    def row(self, text):
        return self.rows.filter(has_text=text)

    def show(self, chosen):
        with self.page.expect_response("**/preview_files"):
            self.page.locator(f"[data-filter={chosen}]").click()

    def count(self, chosen):
        return int(self.page.locator(f"[data-filter={chosen}] .o_deratix_count").inner_text())

    def expect_count(self, chosen, number):
        count = self.page.locator(f"[data-filter={chosen}] .o_deratix_count")
        expect(count).to_have_text(str(number))

    def open_file(self, text):
        self.row(text).first.click()
        expect(self.page.locator(".o_deratix_path")).to_contain_text(text)

    def back(self):
        if self.small:
            self.page.locator(".o_deratix_back").click()

    def field(self, name):
        return self.page.locator(f"[data-field={name}]")

    def choose_client(self, term, name):
        box = self.field("client").locator("input")
        box.fill(term)
        option = self.page.locator(".o-autocomplete--dropdown-item", has_text=name).first
        with self.page.expect_response("**/preview_decide"):
            option.click()

    def set_for(self, name, item):
        self.field(name).get_by_text("Set for…").click()
        menu = self.page.locator(".o-dropdown--menu, .o_bottom_sheet_ready")
        with self.page.expect_response("**/preview_decide"):
            menu.get_by_text(item).first.dispatch_event("click")

    def accept(self):
        with self.page.expect_response("**/preview_accept"):
            self.page.locator(".o_deratix_accept").click()
