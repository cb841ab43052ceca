"""The page of an archive after its import: what became of its files, retry, list, undo."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.archives import office

from .journey import WORK_MS, Journey
from .seed import user_of
from .zip_archive import create_clients, put_archive

SIZES = ("desktop", "phone")
FILES = 24


@pytest.fixture
def start_result(odoo_server, browser_page, watch):
    """`start_result(size)`: the page of an archive that was imported; one file failed, two were
    skipped, two are left, one was accepted too late. A person who may import and nothing else."""

    def make(size):
        server = odoo_server()
        everyone = create_clients(server, 7, 40)
        files = office.make(3, everyone, FILES, layouts=("client/period/file",))
        archive_id = put_archive(server, files)
        server.sql(
            "UPDATE deratix_archive_entry e SET state = CASE WHEN place < 18 THEN 'imported' "
            "WHEN place = 18 THEN 'failed' WHEN place < 21 THEN 'skipped' ELSE 'open' END, "
            "message = CASE WHEN place = 18 THEN 'The file could not be filed.' END, "
            "type_id = (SELECT min(id) FROM deratix_document_type WHERE owner = 'partner'), "
            "partner_id = (SELECT partner_id FROM res_company WHERE id = 1) "
            "FROM (SELECT id, row_number() OVER (ORDER BY position) AS place "
            "FROM deratix_archive_entry WHERE archive_id = %s) numbered WHERE numbered.id = e.id",
            [archive_id],
        )
        server.sql("UPDATE deratix_archive_entry SET state = 'accepted' WHERE state = 'imported'")
        server.call("deratix.archive", "action_import", [archive_id])
        page = browser_page(server, size, **user_of(server, "group_document_import"))
        journey = Journey(page, server.url, small=size == "phone")
        journey.watch = watch(page)
        journey.server = server
        journey.visit(f"document-archives/{archive_id}")
        return journey

    return make


@pytest.mark.parametrize("size", SIZES)
def test_result_list_retry_and_undo(start_result, picture_folder, size):
    journey = start_result(size)
    page = journey.page

    def shot(name):
        expect(page.locator(".o_loading_indicator")).to_have_count(0)
        path = picture_folder / f"zip-result-{name}-{size}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")

    result = page.locator("[name=result]")
    expect(result.get_by_role("button", name="17 filed")).to_be_visible(timeout=WORK_MS)
    expect(result.get_by_role("button", name="1 failed")).to_be_visible()
    shot("done")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    result.get_by_role("button", name="1 failed").click()
    expect(journey.records).to_have_count(1)
    expect(journey.records).to_contain_text("The file could not be filed.")
    shot("failed")
    page.go_back()
    result.get_by_role("button", name="17 filed").click()
    expect(journey.records).to_have_count(17)
    shot("filed")
    page.go_back()
    expect(result).to_be_visible()

    with page.expect_download() as download:
        journey.press("Result as CSV")
    text = Path(download.value.path()).read_text("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text), delimiter=";"))) == FILES + 1

    journey.press("Retry")
    expect(result.get_by_role("button", name="18 filed")).to_be_visible(timeout=WORK_MS)
    journey.press("Undo")
    dialog = page.locator(".modal")
    expect(dialog).to_contain_text("Undo this import?")
    shot("undo")
    dialog.get_by_role("button", name="Undo").click()
    expect(result.get_by_role("button", name="18 undone")).to_be_visible(timeout=WORK_MS)
    shot("undone")
