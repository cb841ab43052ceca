"""From the card to an inspected archive: prepare, upload, cancel, go on, look at what is in it."""

import io
import zipfile

import pytest
from playwright.sync_api import expect

from tests.archives import office
from tests.archives.archive import write_archive
from tests.archives.contents import pdf

from .journey import WORK_MS
from .seed import user_of
from .zip_upload import CARD, ZipJourney

SIZES = ("desktop", "phone")
CHUNK = 4 * 1024 * 1024


def archive_of(files=60, encoding="cp852"):
    """An archive as an office sends it, with some files that are refused."""
    target = io.BytesIO()
    hostile = (
        ("Nástroje/setup.exe", b"MZ" + bytes(200)),
        ("Nástroje/prehľad.html", b"<html><script>alert(1)</script></html>"),
    )
    made = office.make(5, office.clients(5, 12), files)
    write_archive(target, made, encoding, others=hostile)
    return target.getvalue()


def large_archive(chunks=3):
    """One that takes several pieces: its files do not pack."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number in range(chunks):
            archive.writestr(
                f"Klient/2026-0{number + 1}/a.pdf", pdf(str(number)) + bytes(CHUNK - 1000)
            )
    return target.getvalue()


@pytest.fixture
def start_zip(odoo_server, start_journey, picture_folder):
    """`start_zip(size)`: a person who may import documents and nothing else, on a fresh server."""

    def make(size):
        server = odoo_server()
        account = user_of(server, "group_document_import")
        return ZipJourney(start_journey(server, size, **account), server, picture_folder, size)

    return make


@pytest.mark.parametrize("size", SIZES)
def test_from_the_card_to_the_list_of_files(start_zip, size):
    zip_ = start_zip(size)
    page = zip_.page
    zip_.journey.visit("integrations")
    expect(page.locator(CARD)).to_have_count(1)
    expect(zip_.card).to_contain_text("Ready")
    zip_.shot("card")
    zip_.card.get_by_role("button", name="Prepare").click()
    expect(page.locator(".o_deratix_prepare")).to_be_visible()
    zip_.shot("prepare")
    with page.expect_download() as download:
        page.get_by_role("link", name="A sample archive").click()
    with zipfile.ZipFile(download.value.path()) as sample:
        assert len(sample.namelist()) == 8
        assert sample.testzip() is None
    page.get_by_role("button", name="Upload an Archive").click()
    expect(page.locator(".o_deratix_drop")).to_be_visible()
    zip_.shot("upload")
    zip_.choose(archive_of(), "dokumenty 2026.zip")
    zip_.wait_for_tree()
    expect(page.locator("button[name=action_preview]")).to_be_visible(timeout=WORK_MS)
    expect(page.locator(".o_deratix_encoding")).to_contain_text("cp852")
    page.locator(".o_deratix_folder", has_text="Nástroje").click()
    tools = page.locator(".o_deratix_inside")
    expect(tools).to_contain_text("This is a program (Windows).")
    expect(tools).to_contain_text("web page")
    zip_.shot("archive")
    zip_.journey.visit("document-archives")
    expect(zip_.journey.records).to_have_count(1)
    zip_.shot("archives")
    ((refused, taken),) = zip_.server.sql(
        "SELECT count(*) FILTER (WHERE state = 'refused'), "
        "count(*) FILTER (WHERE checksum IS NOT NULL) FROM deratix_archive_entry"
    )
    assert refused >= 2
    assert taken > 50


@pytest.mark.parametrize("size", SIZES)
def test_a_lost_connection_and_a_reload_lose_nothing(start_zip, size):
    zip_ = start_zip(size)
    page, data = zip_.page, large_archive()
    zip_.journey.watch.cut_off = True
    zip_.open_upload()
    sent = []

    def second_fails(route):
        sent.append(route.request.url)
        if len(sent) > 1:
            route.abort("failed")
        else:
            route.continue_()

    page.route("**/deratix/archive/*/chunk*", second_fails)
    zip_.choose(data)
    expect(page.locator("[data-phase=waiting]")).to_be_visible()
    expect(page.locator("[role=progressbar]").first).to_be_visible()
    zip_.shot("upload-waiting")
    ((_id, state, size_, received, _message),) = zip_.uploads()
    assert (state, size_, received) == ("uploading", len(data), CHUNK)

    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/deratix/archive/*/chunk*")
    page.route(
        "**/deratix/archive/*/chunk*",
        lambda route: (sent.append(route.request.url), route.continue_()),
    )
    sent.clear()
    zip_.open_upload()
    expect(page.locator(".o_deratix_pending")).to_contain_text("archive.zip")
    zip_.shot("upload-stopped")
    zip_.choose(data)
    zip_.wait_for_tree()
    offsets = [int(url.rpartition("=")[2]) for url in sent]
    assert offsets == list(range(CHUNK, len(data), CHUNK))
    assert len(zip_.uploads()) == 1
    assert zip_.server.sql("SELECT count(*) FROM deratix_archive_entry") == [(3,)]


@pytest.mark.parametrize("size", SIZES)
def test_cancel_and_offline(start_zip, size):
    zip_ = start_zip(size)
    page = zip_.page
    zip_.journey.watch.cut_off = True
    zip_.open_upload()
    page.route("**/deratix/archive/*/chunk*", lambda route: route.abort("failed"))
    zip_.choose(large_archive(1))
    expect(page.locator("[data-phase=waiting]")).to_be_visible()
    page.locator(".o_deratix_upload_progress").get_by_role("button", name="Cancel").click()
    zip_.journey.confirm("Stop")
    expect(page.locator(".o_deratix_drop")).to_be_visible()
    expect(page.locator(".o_deratix_pending")).to_have_count(0)
    assert [row[1] for row in zip_.uploads()] == ["cancelled"]
    page.context.set_offline(True)
    expect(page.locator(".o_deratix_offline")).to_be_visible()
    expect(page.locator(".o_deratix_upload input[type=file]")).to_be_disabled()
    zip_.shot("upload-offline")
    page.context.set_offline(False)
    expect(page.locator(".o_deratix_upload input[type=file]")).to_be_enabled()


def test_what_the_limits_forbid_is_not_sent(start_zip):
    zip_ = start_zip("desktop")
    zip_.server.sql("UPDATE res_company SET deratix_archive_max_total_mb = 1")
    zip_.open_upload()
    zip_.choose(large_archive(1))
    expect(zip_.page.locator(".alert-danger")).to_contain_text("larger than 1 MB")
    assert zip_.uploads() == []
