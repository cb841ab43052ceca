"""SIGKILL while an archive is imported; two archives of one company imported at once.

It ends as when nobody disturbs it: each file is filed once, with its bytes.
"""

import io
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

from .filing import JOB, Filing, stored_documents, table_for_oneself, wait_for_waiting
from .uploading import digest

FILES = 340
# In the order in which a batch writes to them.
TABLES = ("deratix_document", "ir_attachment", "deratix_archive_entry", "deratix_archive")


def make_files(count=FILES):
    return {
        f"Klient {number % 40}/2026-{number % 12 + 1:02}/{number}.txt": b"Text %d\n" % number * 60
        for number in range(count)
    }


def pack(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return target.getvalue()


def put(server, files):
    return Filing(server, pack(files), files).put()


def assert_filed_once(server, files):
    expected = [
        (path, digest(content), digest(content), "imported")
        for path, content in sorted(files.items())
    ]
    assert sorted(stored_documents(server)) == expected
    ((contents,),) = server.sql(
        "SELECT count(*) FROM ir_attachment WHERE res_model = 'deratix.document'"
    )
    assert contents == len(files)


def test_killed_at_each_writing_and_between(odoo_server):
    files = make_files()
    filing = put(odoo_server(cron_threads=2), files)
    server = filing.server
    begin = filing.press_import
    for table in TABLES:
        filing.kill_before_writing(table, begin)
        # What a batch wrote went with its transaction.
        assert filing.filed() == 0
        assert filing.states() == {"accepted": FILES}
        begin = server.start
    for count in (1, 150):
        filing.kill_after(count)
        assert filing.states().get("imported", 0) == filing.filed()
    filing.kill_before_writing("ir_attachment", begin)
    server.start()
    filing.finish()
    assert filing.row()["done_count"] == FILES
    assert_filed_once(server, files)


def test_two_servers_import_the_same_files(odoo_server, other_server):
    files = make_files()
    server = odoo_server(cron_threads=2)
    first, second = put(server, files), put(server, files)
    # The other process runs a copy of the job: one job never runs twice at a time.
    other = other_server(server)
    (job,) = other.call("ir.cron", "copy", [server.ref(*JOB)], {"active": False})

    def work_elsewhere():
        other.call("ir.cron", "method_direct_trigger", [job])

    with first.held_at("ir_attachment") as reached:
        first.press_import()
        reached()
        second.press_import()
        server.sql("UPDATE deratix_archive SET worked_at = NULL WHERE id = %s", [second.archive])
        # In the middle of a batch of the first, the second is left for later.
        work_elsewhere()
        assert second.row()["waiting_until"]
        assert second.states() == {"accepted": FILES}
    with ThreadPoolExecutor(1) as pool:
        for one in (first, second):
            while one.row()["state"] == "importing":
                pool.submit(work_elsewhere).result()
                server.call("deratix.archive", "get_progress", [one.archive])
            one.finish()
    assert_filed_once(server, files)
    counts = [one.states() for one in (first, second)]
    assert sum(count.get("imported", 0) for count in counts) == FILES
    assert sum(count.get("open", 0) for count in counts) == FILES


def test_what_another_import_filed_before_its_end_is_seen(odoo_server):
    """The worker began to look when the other import was not through yet."""
    files = make_files(3)
    filing = put(odoo_server(cron_threads=0), files)
    server, job = filing.server, filing.server.ref(*JOB)
    filing.press_import()
    worker = threading.Thread(target=server.call, args=("ir.cron", "method_direct_trigger", [job]))
    with ThreadPoolExecutor(1) as pool, table_for_oneself(server.db, "deratix_archive"):
        worker.start()
        wait_for_waiting(server, "deratix_archive", 1)
        # Behind the worker: it comes to hold the table between two transactions of the worker.
        other = pool.submit(file_elsewhere, filing)
        wait_for_waiting(server, "deratix_archive", 2)
    other.result()
    worker.join()
    assert filing.filed() == 0
    assert filing.states() == {"open": len(files)}
    assert filing.row()["state"] == "done"


def file_elsewhere(filing):
    """What another import of the company does while the worker stands still."""
    with table_for_oneself(filing.server.db, "deratix_archive") as connection:
        wait_for_waiting(filing.server, "deratix_archive", 1)
        connection.cursor().execute(
            "INSERT INTO deratix_document (name, company_id, type_id, state, active, checksum) "
            "SELECT name, company_id, type_id, 'current', true, checksum "
            "FROM deratix_archive_entry WHERE archive_id = %s",
            [filing.archive],
        )
        connection.commit()
