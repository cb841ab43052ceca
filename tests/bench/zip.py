"""`./dev bench zip`: 10,000 documents in an archive of 2 GB, on a real server.

documents_per_s      from the end of the upload to the last document filed: all that the background
                     does, which is inspecting, recognising and importing
unzip_per_s          files a second that Python's `zipfile` unpacks of the same archive to the disk
one_by_one_per_s     the same documents and their contents created one at a time with a commit each,
                     for the first 1,000 of them
ratio_vs_*           documents_per_s over those
rss_growth_mb        how far the peak memory of the server rose, the upload included

Before it, the same with a tenth of the documents: the printed figures are to be alike. The archive
is sent through the real route in the pieces of the upload page. The server has filed a small
archive before, as one that has been running for a while.
"""

import contextlib
import mmap
import os
import shutil
import time

import psycopg2

from tests.faults.uploading import Upload
from tests.support.odoo import ServerUnderTest
from tools.errors import ToolError
from tools.output import say
from tools.paths import DEV

from ._common import SEED, Bench, finish, options
from ._memory import Memory
from ._papers import write_archive

DOCUMENTS = 10_000
SIZE_KB = 230
CLIENTS = 200
# Files of the archive before anything is measured, each of another client.
_FIRST = 20
# What the upload page sends at once.
_PIECE = 4 * 1024 * 1024
_FOLDER = DEV / "bench" / "zip"
_POLL_SECONDS = 0.02


def main():
    chosen = options(__doc__, documents=DOCUMENTS, kb=SIZE_KB, share=1_000)
    shutil.rmtree(_FOLDER, ignore_errors=True)
    _FOLDER.mkdir(parents=True)
    try:
        with Bench(system=None) as bench:
            base = bench.empty_database()
            clients = bench.measure(base, "create_clients", count=CLIENTS)
            for documents in (chosen.documents // 10, chosen.documents):
                result = _compare(bench, base, clients, documents, chosen)
                say(f"  {documents} documents: {result}")
    finally:
        shutil.rmtree(_FOLDER)
    finish(**result)


def _compare(bench, base, clients, documents, chosen):
    """The result for so many documents; their archive is gone afterwards."""
    archive = _FOLDER / f"{documents}.zip"
    # Other clients than those of the first archive: no file is a second one of its kind.
    truth = write_archive(archive, clients[_FIRST:], documents, chosen.kb * 1024, seed=SEED)
    say(f"  {documents} documents, {archive.stat().st_size / 1e6:.0f} MB")
    imported = _import(bench.copy(base), archive, clients, documents)
    _settle()
    unzipped = bench.measure(base, "unzip", archive=str(archive))
    _settle()
    single = bench.measure(
        bench.copy(base),
        "file_one_by_one",
        archive=str(archive),
        truth=str(truth),
        share=chosen.share,
    )
    archive.unlink()
    documents_per_s = documents / imported["seconds"]
    unzip_per_s = documents / unzipped["seconds"]
    one_by_one_per_s = single["documents"] / single["seconds"]
    return {
        "documents_per_s": documents_per_s,
        "unzip_per_s": unzip_per_s,
        "one_by_one_per_s": one_by_one_per_s,
        "ratio_vs_unzip": documents_per_s / unzip_per_s,
        "ratio_vs_one_by_one": documents_per_s / one_by_one_per_s,
        "rss_growth_mb": imported["rss_growth_mb"],
    }


def _import(name, archive, clients, documents):
    """Upload and import an archive; ``{"seconds", "rss_growth_mb"}``. Raises ``ToolError``."""
    small = archive.with_name("first.zip")
    write_archive(small, clients[:_FIRST], _FIRST, 10_000, seed=SEED + 1)
    server = ServerUnderTest(name, forked=False, cron_threads=1).start()
    try:
        with contextlib.closing(psycopg2.connect(dbname=name)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            _file(server, cursor, small, _FIRST)
            _settle()
            memory = Memory(server.process.pid)
            seconds = _file(server, cursor, archive, documents)
            growth = memory.growth_mb()
    finally:
        server.stop()
    say(f"  {seconds}, growth {growth:.0f} MB, load {os.getloadavg()[0]:.1f}")
    return {
        "seconds": seconds["inspected and recognised"] + seconds["imported"],
        "rss_growth_mb": growth,
    }


def _file(server, cursor, archive, documents):
    """``{what: seconds}``. All documents have to be filed, without a person."""
    start = time.perf_counter()
    with (
        archive.open("rb") as file,
        contextlib.closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as data,
    ):
        upload = Upload(server, data).sign_in()
        upload.send_rest(_PIECE)
    sent = time.perf_counter()
    _wait(cursor, upload.archive, "review")
    inspected = time.perf_counter()
    server.call("deratix.archive", "action_import", [upload.archive])
    _wait(cursor, upload.archive, "done")
    ended = time.perf_counter()
    cursor.execute(
        "SELECT count(attachment_id) FROM deratix_document WHERE archive_id = %s", [upload.archive]
    )
    ((filed,),) = cursor.fetchall()
    if filed != documents:
        raise ToolError(f"{filed} documents are filed, not {documents}.")
    return {
        "uploaded": sent - start,
        "inspected and recognised": inspected - sent,
        "imported": ended - inspected,
    }


def _wait(cursor, archive, state):
    while True:
        cursor.execute("SELECT state, message FROM deratix_archive WHERE id = %s", [archive])
        ((reached, message),) = cursor.fetchall()
        if reached == state:
            return
        if reached in ("failed", "cancelled"):
            raise ToolError(f"The archive is {reached}, not {state}: {message}")
        time.sleep(_POLL_SECONDS)


def _settle():
    """What was written before does not slow what is measured next."""
    os.sync()


if __name__ == "__main__":
    main()
