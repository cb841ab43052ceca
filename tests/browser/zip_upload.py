"""What a person does on the pages of the upload of archives."""

from playwright.sync_api import expect

from .journey import WORK_MS

CARD = ".o_deratix_dashboard .o_kanban_record:not(.o_kanban_ghost)"


class ZipJourney:
    """What a person does on the pages of the import of archives."""

    def __init__(self, journey, server, picture_folder, size):
        self.journey, self.server, self.size = journey, server, size
        self.page = journey.page
        self._pictures = picture_folder

    def shot(self, name):
        self.page.locator(".o_notification").evaluate_all("all => all.map(e => e.remove())")
        expect(self.page.locator(".o_loading_indicator")).to_have_count(0)
        path = self._pictures / f"zip-{name}-{self.size}.png"
        self.page.screenshot(path=path, animations="disabled", caret="hide")

    @property
    def card(self):
        return self.page.locator(CARD, has_text="ZIP document import")

    def open_upload(self):
        self.journey.visit("document-upload")
        expect(self.page.locator(".o_deratix_drop")).to_be_visible()

    def choose(self, data, name="archive.zip"):
        file = {"name": name, "mimeType": "application/zip", "buffer": data}
        self.page.locator(".o_deratix_upload input[type=file]").set_input_files(file)

    def uploads(self):
        return self.server.sql(
            "SELECT id, state, size, received, message FROM deratix_archive ORDER BY id"
        )

    def wait_for_tree(self):
        expect(self.page.locator(".o_deratix_archive_tree")).to_be_visible(timeout=WORK_MS)
