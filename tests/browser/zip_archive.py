"""Archives that were uploaded and inspected, put in place without the pages that do it."""

import io

from psycopg2.extras import Json

from deratix_zip_import.archive.extract import extract
from deratix_zip_import.archive.inspection import inspect
from tests.archives import archive, office
from tools.paths import DATA


def create_clients(server, seed, count):
    """Invented clients in the contacts; returns them as the generator knows them."""
    everyone = office.clients(seed, count)
    server.call(
        "res.partner",
        "create",
        [
            {
                "name": client.name,
                "company_registry": client.number,
                "city": client.town,
                "is_company": True,
            }
            for client in everyone
        ],
    )
    return everyone


def put_archive(server, files, name="archive.zip"):
    """Put an archive of `office.File`s where an upload would, look into it and have its files
    recognised; returns its id."""
    packed = io.BytesIO()
    archive.write_archive(packed, files)
    found = inspect(packed)
    ((id_,),) = server.sql(
        "INSERT INTO deratix_archive (name, company_id, user_id, state, size, create_date,"
        " write_date) VALUES (%s, 1, 2, 'uploading', %s, now(), now()) RETURNING id",
        (name, found.size),
    )
    folder = DATA / "deratix_archives" / server.db
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{id_}.zip").write_bytes(packed.getvalue())
    for listed in found.files:
        _put_entry(server, id_, listed, extract(packed, listed, found.meter()))
    # Only now, or the scheduler might find an archive without files.
    server.sql("UPDATE deratix_archive SET state = 'recognising' WHERE id = %s", [id_])
    server.run_job(server.ref("deratix_zip_import", "cron_work"))
    state = server.sql("SELECT state FROM deratix_archive WHERE id = %s", [id_])
    assert state == [("review",)], state
    return id_


def refuse(server, archive_id, path, code="encrypted"):
    """Add a file that the inspection refused."""
    server.sql(
        "INSERT INTO deratix_archive_entry (archive_id, company_id, position, path, folder, name,"
        " state, problem) VALUES (%s, 1, 100000, %s, %s, %s, 'refused', %s)",
        (archive_id, path, *_folder_and_name(path), Json({"code": code, "params": {}})),
    )


def _put_entry(server, archive_id, listed, found):
    server.sql(
        "INSERT INTO deratix_archive_entry (archive_id, company_id, position, path, folder, name,"
        " size, mimetype, checksum, state) VALUES (%s, 1, %s, %s, %s, %s, %s, %s, %s, 'open')",
        (
            archive_id,
            listed.index,
            listed.name,
            *_folder_and_name(listed.name),
            found.size,
            found.content.mime,
            found.sha256,
        ),
    )


def _folder_and_name(path):
    folder, _slash, name = path.rpartition("/")
    return folder, name
