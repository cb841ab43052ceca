"""The import of an archive that was uploaded and decided, on a real server."""

import contextlib
import io
import time

import psycopg2

from deratix_zip_import.archive.extract import extract
from deratix_zip_import.archive.inspection import inspect
from tests.support.odoo import OWN_LOCKS
from tools.paths import DATA

from .gate import gate_after
from .uploading import DEADLINE_SECONDS, Upload, digest

JOB = ("deratix_zip_import", "cron_work")


class Filing(Upload):
    """One archive whose files are all accepted; `files` are its contents by their paths."""

    def __init__(self, server, data, files):
        super().__init__(server, data)
        self.files = files

    def put(self):
        """Put the archive where an upload would, decided and ready to be imported."""
        sql = self.server.sql
        ((self.archive,),) = sql(
            "INSERT INTO deratix_archive (name, company_id, user_id, state, size, create_date, "
            "write_date, worked_at) VALUES ('archive.zip', 1, 2, 'review', %s, now(), now(), "
            "now() AT TIME ZONE 'UTC') RETURNING id",
            [len(self.data)],
        )
        folder = DATA / "deratix_archives" / self.server.db
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.archive}.zip").write_bytes(self.data)
        file = io.BytesIO(self.data)
        found = inspect(file)
        meter = found.meter()
        rows = [self._entry(listed, extract(file, listed, meter)) for listed in found.files]
        assert len(rows) == len(self.files)
        sql(
            "INSERT INTO deratix_archive_entry (archive_id, company_id, position, path, folder, "
            "name, size, mimetype, checksum, state, type_id, partner_id) VALUES "
            + ", ".join(["%s"] * len(rows)),
            rows,
        )
        return self

    def _entry(self, listed, what):
        folder, _slash, name = listed.name.rpartition("/")
        return (
            self.archive, 1, listed.index, listed.name, folder, name, what.size,
            what.content.mime, what.sha256, "accepted", self.type_id(), self._client(),
        )  # fmt: skip

    def type_id(self):
        return self.server.ref("deratix_zip_import", "document_type_contract")

    def _client(self):
        return self.server.sql("SELECT partner_id FROM res_company WHERE id = 1")[0][0]

    def press_import(self):
        self.server.call("deratix.archive", "action_import", [self.archive])

    def filed(self):
        """How many documents there are of this archive."""
        ((count,),) = self.server.sql(
            "SELECT count(*) FROM deratix_document WHERE archive_id = %s", [self.archive]
        )
        return count

    def states(self):
        """``{state: number of files}``"""
        return dict(
            self.server.sql(
                "SELECT state, count(*) FROM deratix_archive_entry WHERE archive_id = %s "
                "GROUP BY state",
                [self.archive],
            )
        )

    def finish(self):
        """Have it imported to the end."""
        self.until(lambda: self.row()["state"] != "importing")
        row = self.row()
        assert row["state"] == "done", row["message"]

    # -- disturbing -----------------------------------------------------------------------------

    def kill_before_writing(self, table, begin):
        """SIGKILL when the worker stands before its writing to ``table``, after ``begin()``."""
        with self.held_at(table) as reached:
            begin()
            reached()
            self.server.kill()
            # The database notices only later that nobody waits for the answer.
            self.server.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks "
                f"WHERE NOT granted AND relation = %s::regclass AND {OWN_LOCKS}",
                [table],
            )

    def kill_after(self, count):
        """SIGKILL once so many are filed, before the next batch is committed; starts the server."""
        with gate_after(self.server, "deratix_archive", count):
            self.server.start()
            self.until(lambda: self.filed() >= count)
            self.server.kill()


def stored_documents(server):
    """``[(path, checksum, digest of the stored bytes, state of its file)]`` of all documents."""
    rows = server.sql(
        "SELECT d.source_path, d.checksum, a.store_fname, a.db_datas, e.state "
        "FROM deratix_document d "
        "LEFT JOIN ir_attachment a ON a.id = d.attachment_id "
        "AND (a.res_model, a.res_id) = ('deratix.document', d.id) "
        "LEFT JOIN deratix_archive_entry e ON e.document_id = d.id "
        "AND e.archive_id = d.archive_id ORDER BY d.source_path"
    )
    folder = DATA / "filestore" / server.db
    return [
        (path, checksum, digest((folder / name).read_bytes() if name else bytes(inside)), state)
        for path, checksum, name, inside, state in rows
    ]


@contextlib.contextmanager
def table_for_oneself(db, table):
    """A connection that alone may touch ``table``; `ready` is called while it waits for that."""
    with contextlib.closing(psycopg2.connect(dbname=db)) as connection:
        connection.cursor().execute(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')
        yield connection


def wait_for_waiting(server, table, count):
    """Until so many stand before ``table``."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    statement = (
        "SELECT count(*) FROM pg_locks "
        f"WHERE NOT granted AND relation = %s::regclass AND {OWN_LOCKS}"
    )
    while server.sql(statement, [table]) != [(count,)]:
        assert time.monotonic() < deadline, f"Nobody comes to {table}."
        time.sleep(0.01)
