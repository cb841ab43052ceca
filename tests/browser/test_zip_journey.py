"""The whole way of an archive: card, upload, inspection, preview, import, result and undoing."""

import hashlib
import io

import pytest
from playwright.sync_api import expect

from tests.archives import office
from tests.archives.archive import write_archive
from tests.archives.contents import content

from .journey import WORK_MS
from .seed import user_of
from .zip_archive import create_clients
from .zip_preview import Preview, file
from .zip_upload import ZipJourney

SIZES = ("desktop", "phone")
# A folder whose client is written with a mistake, and whom it means.
MISTAKEN = "Kvety Medzilaborc"
CLIENT = "Kvety Medzilaborce s.r.o."
UNCERTAIN = (
    file(MISTAKEN, "2024-01", "zmluva.pdf"),
    file(MISTAKEN, "2024-02", "Mapa objektu.jpg"),
    file(MISTAKEN, "2024-03", "certifikát.docx"),
)
COPY = "Kópie/rovnaké.pdf"


def archive_of(everyone):
    """About 40 files of these clients; returns ``(bytes, {path: SHA-1 of the content})``."""
    made = office.make(3, everyone, 36, layouts=("client/period/file",))
    same = "/".join(UNCERTAIN[0].parts)
    others = ((COPY, content(same, same)), ("Nástroje/setup.exe", b"MZ" + bytes(200)))
    target = io.BytesIO()
    write_archive(target, [*made, *UNCERTAIN], "cp852", others=others)
    paths = ["/".join(each.parts) for each in (*made, *UNCERTAIN)]
    sums = {path: _sha1(content(path.rpartition("/")[2], path)) for path in paths}
    return target.getvalue(), sums | {COPY: _sha1(others[0][1])}


def _sha1(data):
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


class Tour(ZipJourney):
    """The whole way as one person goes it; what the database holds is looked up beside."""

    def __init__(self, preview, server, picture_folder, size):
        super().__init__(preview, server, picture_folder, size)
        self.preview = preview

    def one(self, statement):
        ((value,),) = self.server.sql(statement)
        return value

    def states(self):
        rows = self.server.sql("SELECT state, count(*) FROM deratix_archive_entry GROUP BY state")
        return dict(rows)

    def expect_state(self, label, state):
        """The page of the archive shows this state, and the database holds it."""
        # A small screen has one button for the state, a large one an arrow for each.
        button = "button" if self.preview.small else ".o_arrow_button_current"
        current = self.page.locator(f".o_statusbar_status {button}:visible")
        expect(current).to_contain_text(label, timeout=WORK_MS)
        assert self.one("SELECT state FROM deratix_archive") == state

    def expect_buttons_in_sight(self):
        """The buttons of the preview are not covered, even with the last field in sight."""
        self.preview.field("validity").scroll_into_view_if_needed()
        panel = self.page.locator(".o_control_panel").bounding_box()
        buttons = self.page.locator(".o_deratix_steps_bar").bounding_box()
        assert buttons["y"] >= panel["y"] + panel["height"] - 1

    def filed(self):
        """``{path: SHA-1 of the stored file}``"""
        return dict(
            self.server.sql(
                "SELECT document.source_path, attachment.checksum FROM deratix_document document"
                " JOIN ir_attachment attachment ON attachment.id = document.attachment_id"
                " WHERE attachment.res_model = 'deratix.document'"
                " AND attachment.res_id = document.id"
            )
        )


@pytest.fixture
def start_tour(odoo_server, browser_page, watch, picture_folder):
    """`start_tour(size)`: somebody who may import documents and nothing else, and the clients."""

    def make(size):
        server = odoo_server()
        everyone = create_clients(server, 7, 40)
        server.call("res.partner", "create", [{"name": CLIENT, "is_company": True}])
        page = browser_page(server, size, **user_of(server, "group_document_import"))
        preview = Preview(page, server.url, small=size == "phone")
        preview.watch = watch(page)
        tour = Tour(preview, server, picture_folder, size)
        tour.everyone = everyone
        return tour

    return make


@pytest.mark.parametrize("size", SIZES)
def test_from_the_card_to_undo(start_tour, size):
    tour = start_tour(size)
    data, sums = archive_of(tour.everyone)
    _upload(tour, data, sums)
    accepted = _decide(tour)
    _import(tour, accepted, sums)
    _undo(tour, accepted)


def _upload(tour, data, sums):
    tour.preview.visit("integrations")
    tour.card.get_by_role("button", name="Import").click()
    expect(tour.page.locator(".o_deratix_drop")).to_be_visible()
    tour.shot("tour-upload")
    tour.choose(data, "dokumenty 2024.zip")
    tour.wait_for_tree()
    tour.expect_state("Preview", "review")
    expect(tour.page.locator(".o_deratix_encoding")).to_contain_text("cp852")
    expect(tour.page.locator(".o_deratix_folder", has_text=MISTAKEN)).to_be_visible()
    refused = tour.page.locator(".o_deratix_folder", has_text="Nástroje")
    expect(refused).to_contain_text("1 refused")
    tour.shot("tour-inspected")
    paths = {path for (path,) in tour.server.sql("SELECT path FROM deratix_archive_entry")}
    assert paths == {*sums, "Nástroje/setup.exe"}
    assert tour.states()["refused"] == 1
    assert tour.one("SELECT count(*) FROM deratix_document") == 0


def _decide(tour):
    """Look at what is uncertain, decide for a folder, leave a duplicate out; returns how many
    files are accepted by then."""
    preview, page = tour.preview, tour.page
    # By its name: on a small screen the state is a button that says the same.
    page.locator("button[name=action_preview]").click()
    expect(preview.rows.first).to_be_visible()
    before = preview.count("accepted")
    assert before == tour.states()["accepted"]
    preview.open_file("Mapa objektu.jpg")
    expect(page.locator(".o_deratix_document img")).to_be_visible()
    expect(preview.field("client").locator(".o_deratix_why")).to_contain_text("a name like it")
    tour.shot("tour-uncertain")
    tour.expect_buttons_in_sight()
    preview.choose_client("kvety medz", CLIENT)
    preview.set_for("client", f"The folder “{MISTAKEN}” and below")
    preview.back()
    preview.expect_count("accepted", before + len(UNCERTAIN))
    preview.expect_count("refused", 1)
    tour.shot("tour-preview")

    preview.show("duplicates")
    preview.open_file("rovnaké.pdf")
    duplicate = page.locator(".o_deratix_duplicate")
    expect(duplicate).to_contain_text("The same file exists already")
    expect(duplicate).to_contain_text(f"{'/'.join(UNCERTAIN[0].parts)} (in this archive)")
    shown = page.frame_locator("iframe.o_deratix_pdf").locator(".textLayer")
    expect(shown).to_contain_text("Kvety Medzilaborc")
    expect(duplicate.locator("[data-choice=skip]")).to_have_attribute("aria-pressed", "true")
    tour.shot("tour-duplicate")
    preview.back()
    assert tour.states()["accepted"] == before + len(UNCERTAIN)
    theirs = tour.server.sql(
        "SELECT count(*) FROM deratix_archive_entry entry"
        " JOIN res_partner client ON client.id = entry.partner_id"
        " WHERE entry.state = 'accepted' AND client.name = %s",
        (CLIENT,),
    )
    assert theirs == [(len(UNCERTAIN),)]
    return before + len(UNCERTAIN)


def _import(tour, accepted, sums):
    planned = tour.server.sql("SELECT path FROM deratix_archive_entry WHERE state = 'accepted'")
    tour.page.locator(".o_deratix_import").click()
    expect(tour.page.locator(".modal")).to_contain_text(f"Documents to add: {accepted}")
    assert "Files to skip: 1" in tour.preview.confirm("Import")
    tour.expect_state("Done", "done")
    expect(tour.page.locator("[name=imported_count]")).to_have_text(str(accepted))
    expect(tour.page.locator("[name=skipped_count]")).to_have_text("1")
    tour.shot("tour-result")
    assert tour.filed() == {path: sums[path] for (path,) in planned}
    assert COPY not in tour.filed()
    states = tour.states()
    assert (states["imported"], states["skipped"], states["refused"]) == (accepted, 1, 1)


def _undo(tour, accepted):
    tour.preview.press("Undo")
    tour.preview.confirm("Undo")
    tour.expect_state("Undone", "undone")
    expect(tour.page.locator("[name=undone_count]")).to_have_text(str(accepted))
    expect(tour.page.locator("[name=imported_count]")).to_be_hidden()
    tour.shot("tour-undone")
    assert tour.one("SELECT count(*) FROM deratix_document") == 0
    assert tour.states()["undone"] == accepted
    files = "SELECT count(*) FROM ir_attachment WHERE res_model = 'deratix.document'"
    assert tour.one(files) == 0
    names = tour.server.sql("SELECT count(*) FROM res_partner WHERE name = %s", (CLIENT,))
    assert names == [(1,)]
    tour.preview.press("Inspect Again")
    tour.expect_state("Preview", "review")
    assert "undone" not in tour.states()
