"""The preview of an archive: going through its files, deciding, learning, importing."""

import pytest
from playwright.sync_api import expect

from tests.archives import office

from .seed import user_of
from .zip_archive import create_clients, put_archive, refuse
from .zip_preview import Preview, file

SIZES = ("desktop", "phone")
# A file whose client is written with a mistake, with others in the same folder.
MISTAKEN = "Kvety Medzilaborc"
CLIENT = "Kvety Medzilaborce s.r.o."


@pytest.fixture
def start_preview(odoo_server, browser_page, watch):
    """`start_preview(size, files)`: the preview of an archive of these files is open, as a person
    who may import documents and nothing else."""

    def make(size, files):
        server = odoo_server()
        create_clients(server, 7, 40)
        server.call("res.partner", "create", [{"name": CLIENT, "is_company": True}])
        archive_id = put_archive(server, files)
        refuse(server, archive_id, "Heslo/tajné.pdf")
        account = user_of(server, "group_document_import")
        page = browser_page(server, size, **account)
        preview = Preview(page, server.url, small=size == "phone")
        preview.watch = watch(page)
        preview.server = server
        preview.archive_id = archive_id
        preview.open_archive(archive_id)
        return preview

    return make


@pytest.mark.parametrize("size", SIZES)
def test_from_the_list_to_the_import(start_preview, picture_folder, size):
    everyone = office.clients(7, 40)
    files = [
        *office.make(3, everyone, 60, layouts=("client/period/file",)),
        file(MISTAKEN, "Mapy", "Mapa 2024.pdf"),
        file(MISTAKEN, "Zmluvy", "Zmluva 2023.txt"),
        file(MISTAKEN, "neviem čo.jpg"),
        file("SDS", "KBÚ 2024.pdf"),
    ]
    preview = start_preview(size, files)
    page = preview.page
    shot = _pictures(page, picture_folder, size)
    assert preview.count("accepted") > 10
    assert preview.count("refused") == 1
    shot("list")

    preview.open_file("Mapa 2024.pdf")
    expect(page.frame_locator("iframe.o_deratix_pdf").locator(".textLayer")).to_contain_text(
        "Mapa 2024"
    )
    expect(preview.field("client").locator(".o_deratix_why")).to_contain_text("a name like it")
    for button in (".o_deratix_accept", ".o_deratix_next"):
        expect(page.locator(button)).to_be_in_viewport()
    shot("document")
    preview.accept()
    expect(page.locator(".o_notification")).to_contain_text("Learned for “Kvety Medzilaborc”")
    preview.back()
    preview.show("accepted")
    expect(preview.row("Zmluva 2023.txt")).to_have_count(1)

    preview.show("open")
    preview.open_file("neviem čo.jpg")
    expect(page.locator(".o_deratix_document img")).to_be_visible()
    preview.field("type").locator("select").select_option(label="Map")
    box = preview.field("period").locator("input")
    box.fill("2. štvrťrok 2024")
    with page.expect_response("**/preview_decide"):
        box.press("Tab")
    expect(box).to_have_value("Q2 2024")
    expect(page.locator(".o_deratix_accept")).to_be_in_viewport()
    shot("decided")
    preview.back()

    preview.open_file("KBÚ 2024.pdf")
    preview.accept()
    expect(page.locator(".o_notification").last).to_contain_text("Choose a product first.")
    preview.back()

    accepted = preview.count("accepted") if not preview.small else None
    page.locator(".o_deratix_import").click()
    dialog = page.locator(".modal")
    expect(dialog).to_contain_text("Documents to add:")
    expect(dialog).to_contain_text("Refused: 1")
    if accepted is not None:
        expect(dialog).to_contain_text(f"Documents to add: {accepted}")
    shot("import")
    dialog.get_by_role("button", name="Import").click()
    expect(dialog).to_be_hidden()
    (state,) = preview.server.sql(
        "SELECT state FROM deratix_archive WHERE id = %s", (preview.archive_id,)
    )
    assert state[0] in ("importing", "done")


def test_keyboard_and_set_for_a_folder(start_preview):
    files = [file("Kvetinkáreň", f"{n:02d}", f"Mapa {2020 + n}.pdf") for n in range(6)]
    preview = start_preview("desktop", files)
    page = preview.page
    current = page.locator(".o_deratix_row[aria-current=true]")
    expect(current).to_contain_text("Mapa 2020.pdf")
    page.keyboard.press("j")
    expect(current).to_contain_text("Mapa 2021.pdf")
    page.keyboard.press("ArrowUp")
    expect(current).to_contain_text("Mapa 2020.pdf")
    with page.expect_response("**/preview_skip"):
        page.keyboard.press("s")
    expect(current).to_contain_text("Mapa 2021.pdf")
    # Letters typed into a field are no commands.
    page.locator(".o_deratix_files input[type=search]").press("s")
    preview.expect_count("skipped", 1)
    page.locator(".o_deratix_files input[type=search]").fill("")
    preview.open_file("Mapa 2021.pdf")
    preview.choose_client("kvety medz", CLIENT)
    preview.expect_count("accepted", 1)
    preview.set_for("client", "The folder “Kvetinkáreň” and below")
    expect(page.locator(".o_notification").last).to_contain_text("Learned for “Kvetinkáreň”")
    preview.expect_count("accepted", 5)
    preview.expect_count("skipped", 1)
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Learned rules").click()
    expect(page.locator(".o_data_row")).to_contain_text("Kvetinkáreň")


def test_ten_thousand_files_page_by_page(start_preview):
    preview = start_preview("desktop", [file("x", "Mapa 2024.pdf")])
    preview.server.sql(
        "INSERT INTO deratix_archive_entry (archive_id, company_id, position, path, folder, name,"
        " state, client_light, type_light, period_light, size, mimetype)"
        " SELECT %s, 1, n, 'y/' || n || '.pdf', 'y', n || '.pdf', 'open', 'red', 'red', 'red', 9,"
        " 'application/rtf' FROM generate_series(10, 10009) AS n",
        (preview.archive_id,),
    )
    preview.open_archive(preview.archive_id)
    page = preview.page
    reach = page.locator(".o_deratix_range")
    expect(reach).to_have_text("1–50 of 10,001")
    page.locator(".o_deratix_next_page").click()
    expect(reach).to_have_text("51–100 of 10,001")
    page.keyboard.press("k")
    expect(reach).to_have_text("1–50 of 10,001")
    with page.expect_response("**/preview_files"):
        page.locator(".o_deratix_files input[type=search]").fill("9999.pdf")
    expect(reach).to_have_text("1–1 of 1")


def _pictures(page, folder, size):
    def shot(name):
        page.screenshot(path=folder / f"zip-preview-{name}-{size}.png")

    return shot
