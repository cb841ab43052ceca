"""The field mapping of a flow, as an administrator changes it in a browser."""

import json

import pytest
from playwright.sync_api import expect

from .seed import user_of

SIZES = ("desktop", "phone")
NAMES = ("Hyvel AB", "Granlund Trä AB")


@pytest.fixture
def shot(picture_folder):
    def take(page, name, size):
        page.locator(".o_notification").evaluate_all("all => all.map(e => e.remove())")
        path = picture_folder / f"mapper-{name}-{size}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")

    return take


@pytest.fixture
def flow(odoo_server):
    """A server with a flow of customers to Fortnox, and two records in its last run."""
    server = odoo_server()
    (source, target) = (
        server.call(
            "deratix.connection",
            "create",
            {
                "name": name,
                "integration_id": server.ref("deratix_integrations", f"integration_{name.lower()}"),
                "base_url": "http://127.0.0.1:9",
            },
        )
        for name in ("SuperFaktura", "Fortnox")
    )
    flow = server.call(
        "deratix.flow",
        "create",
        {"kind": "customers", "source_id": source, "target_id": target},
    )
    ((run,),) = server.sql(
        "INSERT INTO deratix_run (connection_id, company_id, flow_id, user_id, kind, state, scope, "
        "match_policy) SELECT %s, company_id, %s, 2, 'flow_in', 'done', 'all', 'update' "
        "FROM deratix_connection WHERE id = %s RETURNING id",
        (source, flow, source),
    )
    for number, name in enumerate(NAMES):
        values = {
            "name": name,
            "is_company": True,
            "email": f"INFO{number}@EXAMPLE.SE",
            "street": "Kvarngatan 7",
            "zip": "753 20",
            "city": "Uppsala",
            "country": "SE",
            "payment_days": 30,
            "tags": ["Trä", "B2B"],
        }
        server.sql(
            "INSERT INTO deratix_run_line (run_id, connection_id, company_id, external_id, name, "
            "category, decision, state, values) SELECT %s, id, company_id, %s, %s, 'new', "
            "'create', 'done', %s FROM deratix_connection WHERE id = %s",
            (run, str(number), name, json.dumps(values), source),
        )
    server.flow = flow
    return server


def row(page, target):
    return page.locator(f'.o_deratix_map_row[data-target="{target}"]')


def opened(page, server):
    page.goto(f"{server.url}/odoo/deratix_field_mapper?flow_id={server.flow}")
    expect(page.locator(".o_deratix_map_sample")).to_contain_text("Granlund Trä AB (1 of 2)")


def add_transform(box, title):
    box.get_by_label("Add a transform").select_option(label=title)


@pytest.mark.parametrize("size", SIZES)
def test_a_mapping_is_changed(flow, browser_page, watch, shot, size):
    page = browser_page(flow, size)
    watch(page)
    opened(page, flow)
    expect(row(page, "zip")).to_contain_text("at most 10 characters")
    expect(row(page, "iban")).to_contain_text("not kept there")
    shot(page, "begin", size)

    # The result follows each change.
    email = row(page, "email")
    email.get_by_role("button", name="Transform…").click()
    add_transform(email, "Capital and small letters")
    expect(email.locator(".o_deratix_map_result")).to_have_text("INFO1@EXAMPLE.SE")
    email.get_by_label("Into").select_option(label="small letters")
    expect(email.locator(".o_deratix_map_result")).to_have_text("info1@example.se")
    add_transform(email, "Replace")
    email.get_by_label("Find").fill("info")
    email.get_by_label("Put").fill("invoices")
    expect(email.locator(".o_deratix_map_result")).to_have_text("invoices1@example.se")
    email.scroll_into_view_if_needed()
    shot(page, "transforms", size)

    # Another record.
    page.get_by_label("Next example").click()
    expect(page.locator(".o_deratix_map_sample")).to_contain_text("Hyvel AB (2 of 2)")
    expect(email.locator(".o_deratix_map_result")).to_have_text("invoices0@example.se")
    expect(page.get_by_label("Next example")).to_be_disabled()

    # What does not fit is told where it is.
    zip_code = row(page, "zip")
    zip_code.get_by_label("Source of").fill("street")
    expect(zip_code).to_contain_text("The text has 12 characters, the field takes 10.")
    zip_code.scroll_into_view_if_needed()
    shot(page, "problem", size)
    zip_code.get_by_label("Source of").fill("zip")
    expect(zip_code.locator(".o_deratix_map_result")).to_have_text("753 20")

    # A table, an expression, and a field less.
    country = row(page, "country")
    country.get_by_role("button", name="Transform…").click()
    add_transform(country, "Table")
    country.get_by_label("Value there").first.fill("SE")
    country.get_by_label("Becomes").first.fill("NO")
    expect(country.locator(".o_deratix_map_result")).to_have_text("NO")
    days = row(page, "payment_days")
    days.get_by_role("button", name="Transform…").click()
    add_transform(days, "Expression")
    days.get_by_label("Expression").fill("value.real")
    expect(days).to_contain_text("“Attribute” is not allowed in expressions.")
    days.get_by_label("Expression").fill('value + 5 if country == "SE" else value')
    expect(days.locator(".o_deratix_map_result")).to_have_text("35")
    days.scroll_into_view_if_needed()
    shot(page, "expression", size)
    row(page, "tags").get_by_label("Take out").click()
    expect(row(page, "tags")).to_have_count(0)
    expect(page.get_by_label("Add a field").locator("option")).to_have_count(2)

    note = page.locator(".o_deratix_map_note")
    note.fill("Small letters")
    shot(page, "note", size)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".o_deratix_map_version")).to_contain_text("Version 1, ")
    expect(page.get_by_role("button", name="Save")).to_have_count(0)

    # Back to how it was.
    page.get_by_role("button", name="Versions").click()
    dialog = page.locator(".modal")
    dialog.get_by_role("button", name="Version 1").click()
    expect(dialog).to_contain_text("The same as what is in use.")
    dialog.get_by_role("button", name="Default").click()
    expect(dialog.locator("tbody tr")).to_have_count(4)
    expect(dialog).to_contain_text("Replace (info, invoices)")
    shot(page, "versions", size)
    dialog.get_by_role("button", name="Go Back to It").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".o_deratix_map_version")).to_contain_text("Version 2, ")
    expect(row(page, "tags")).to_have_count(1)
    expect(row(page, "email").locator(".o_deratix_map_result")).to_have_text("INFO0@EXAMPLE.SE")

    if size == "phone":
        wide = page.evaluate(
            "document.querySelector('.o_deratix_mapper .o_content, .o_content').scrollWidth"
        )
        assert wide <= 375


@pytest.mark.parametrize("size", SIZES)
def test_lines_of_orders(flow, browser_page, watch, shot, size):
    """What can be an order is told by the systems; here it is about the screen alone."""
    lines = [
        {"sku": sku, "name": name, "quantity": "2", "price": price, "tax": "25", "unit": "st"}
        for sku, name, price in (("HYV-12", "Hyvel 12 mm", "189.00"), ("SAG-1", "Såg", "95.50"))
    ]
    address = {"name": "Granlund Trä AB", "street": "Kvarngatan 7", "country": "SE"}
    content = {"number": "318", "currency": "SEK", "address": address, "lines": lines}
    flow.sql("UPDATE deratix_flow SET kind = 'orders', target_document = 'order'")
    flow.sql(
        "UPDATE deratix_run_line SET record = 'order', name = 'Order 318', content = %s "
        "WHERE external_id = '1'",
        (json.dumps(content),),
    )
    page = browser_page(flow, size)
    watch(page)
    page.goto(f"{flow.url}/odoo/deratix_field_mapper?flow_id={flow.flow}")
    expect(page.locator(".o_deratix_map_sample")).to_contain_text("Order 318 (1 of 1)")
    street = row(page, "address.street")
    expect(street.locator(".o_deratix_map_result")).to_have_text("Kvarngatan 7")
    street.get_by_role("button", name="Transform…").click()
    add_transform(street, "Street or number alone")
    expect(street.locator(".o_deratix_map_result")).to_have_text("Kvarngatan")
    price = row(page, "lines[].price")
    expect(price.locator(".o_deratix_map_result")).to_have_text("189.00")
    page.get_by_label("Next line").click()
    expect(price.locator(".o_deratix_map_result")).to_have_text("95.50")
    price.get_by_role("button", name="Transform…").click()
    add_transform(price, "Number")
    price.get_by_label("Times").fill("1,25")
    expect(price.locator(".o_deratix_map_result")).to_have_text("119.375")
    row(page, "lines[].name").scroll_into_view_if_needed()
    shot(page, "lines", size)


@pytest.mark.parametrize("size", SIZES)
def test_products(flow, browser_page, watch, shot, size):
    """A flow of products from Odoo itself: what it is there, and what becomes of it."""
    content = {
        "name": "Hyvel 12 mm", "sku": "HYV-12", "barcode": "7300000000012", "unit": "Units",
        "tax": "25", "price": "189", "cost": "95", "is_service": False, "active": True,
        "note": "Rad ett",
    }  # fmt: skip
    flow.sql("UPDATE deratix_flow SET kind = 'products', source_id = NULL")
    flow.sql("UPDATE deratix_run SET kind = 'flow_out'")
    flow.sql(
        "UPDATE deratix_run_line SET record = 'product', name = 'HYVEL 12 MM', "
        "content = %s, told = %s WHERE external_id = '1'",
        (json.dumps({**content, "name": "HYVEL 12 MM"}), json.dumps(content)),
    )
    page = browser_page(flow, size)
    watch(page)
    page.goto(f"{flow.url}/odoo/deratix_field_mapper?flow_id={flow.flow}")
    expect(page.locator(".o_deratix_map_sample")).to_contain_text("(1 of 1)")
    name = row(page, "name")
    expect(name.locator(".o_deratix_map_result")).to_have_text("Hyvel 12 mm")
    expect(name).to_contain_text("at most 200 characters")
    expect(row(page, "price")).to_contain_text("not kept there")
    name.get_by_role("button", name="Transform…").click()
    add_transform(name, "Text with values")
    name.get_by_label("Text, such as").fill("{value} ({sku})")
    expect(name.locator(".o_deratix_map_result")).to_have_text("Hyvel 12 mm (HYV-12)")
    shot(page, "product", size)
    row(page, "cost").get_by_label("Source of").fill("name")
    expect(row(page, "cost")).to_contain_text("“Hyvel 12 mm” is no number")
    row(page, "cost").scroll_into_view_if_needed()
    shot(page, "product-problem", size)
    row(page, "cost").get_by_label("Source of").fill("price")
    expect(row(page, "cost").locator(".o_deratix_map_result")).to_have_text("189")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".o_deratix_map_version")).to_contain_text("Version 1, ")
    if size == "phone":
        assert page.evaluate("document.querySelector('.o_content').scrollWidth") <= 375


def test_files_and_leaving(flow, browser_page, watch, tmp_path):
    page = browser_page(flow, "desktop")
    watch(page)
    opened(page, flow)
    row(page, "email").get_by_label("Source of").fill("website")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".o_deratix_map_version")).to_contain_text("Version 1, ")
    with page.expect_download() as started:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / "mapping.json"
    started.value.save_as(file)
    assert json.loads(file.read_text())["format"] == "deratix.field_map"
    page.get_by_role("button", name="Reset to Default").click()
    expect(row(page, "email").get_by_label("Source of")).to_have_value("email")

    # Nothing is lost by a wrong click.
    page.locator(".o_navbar_apps_menu button").click()
    page.get_by_role("menuitem", name="Contacts").click()
    dialog = page.locator(".modal")
    dialog.get_by_role("button", name="Stay").click()
    expect(dialog).to_have_count(0)

    page.locator("input[type=file]").set_input_files(file)
    expect(row(page, "email").get_by_label("Source of")).to_have_value("website")
    expect(page.locator(".o_deratix_map_note")).to_have_value("Reset to default")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    page.locator("input[type=file]").set_input_files(broken)
    expect(page.locator(".modal")).to_contain_text("The file is no field mapping.")


def test_users_look_only(flow, browser_page, watch):
    account = user_of(flow, "group_user")
    page = browser_page(flow, "desktop", **account)
    watch(page)
    opened(page, flow)
    expect(row(page, "email").get_by_label("Source of")).to_be_disabled()
    expect(row(page, "email").locator(".o_deratix_map_result")).to_have_text("INFO1@EXAMPLE.SE")
    for name in ("Save", "Import", "Reset to Default"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_role("button", name="Versions").click()
    expect(page.locator(".modal").get_by_role("button", name="Go Back to It")).to_have_count(0)
