"""SIGKILL while an archive is sent and while it is inspected; two windows that send it at once.

It ends as when nobody disturbs it: every byte once, every file listed once.
"""

import io
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tools.paths import DATA

from .uploading import Upload, digest

FILES = 900
PIECE = 64 * 1024


def make_archive():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number in range(FILES):
            text = f"Text {number}\n".encode() * 60
            archive.writestr(f"Klient {number % 40}/2026-{number % 12 + 1:02}/{number}.txt", text)
    return target.getvalue()


@pytest.fixture
def upload(odoo_server):
    return Upload(odoo_server(cron_threads=2), make_archive()).sign_in()


def assert_whole(upload):
    """What arrived and what is listed is what was sent."""
    data = upload.data
    row = upload.row()
    assert (row["size"], row["received"]) == (len(data), len(data))
    assert row["arrived_whole"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        expected = [
            (position, info.filename, info.file_size, digest(archive.read(info)))
            for position, info in enumerate(archive.infolist())
        ]
    assert upload.listed() == expected
    assert upload.server.sql("SELECT count(*) FROM deratix_archive") == [(1,)]
    assert stored(upload).read_bytes() == data


def stored(upload):
    """The file of the archive on the server."""
    return DATA / "deratix_archives" / upload.server.db / f"{upload.archive}.zip"


def restart(upload):
    upload.server.start()
    upload.sign_in()


def kill_while_sending(upload, start):
    """SIGKILL when the piece is on the disk and its transaction is not through."""

    def send():
        with pytest.raises(requests.RequestException):
            upload.send(start, start + PIECE)

    with upload.held_at("deratix_archive") as reached:
        sender = threading.Thread(target=send)
        sender.start()
        reached()
        upload.server.kill()
        sender.join()
    assert stored(upload).stat().st_size == start + PIECE
    restart(upload)


def test_killed_while_sending_and_while_inspecting(upload):
    assert upload.begin() == 0
    for piece in range(3):
        start = piece * PIECE
        kill_while_sending(upload, start)
        # The piece was lost with its transaction, whatever the disk holds.
        assert upload.begin() == start
        assert upload.send(start, start + PIECE)[0] == 200
        # Killed between two pieces.
        upload.server.kill()
        restart(upload)
        assert upload.begin() == start + PIECE

    # Before the first files are listed, and again after some are.
    with upload.held_at("deratix_archive_entry") as reached:
        upload.send_rest(4 * PIECE)
        reached()
        upload.server.kill()
    assert upload.listed() == []
    for count in (1, 300, 700):
        restart(upload)
        upload.until(lambda count=count: len(upload.listed()) >= count)
        upload.server.kill()
    restart(upload)
    upload.finish()
    assert_whole(upload)


def test_two_windows_send_the_same_file(upload):
    upload.begin()
    other = Upload(upload.server, upload.data).sign_in()
    other.archive = upload.archive

    def send_all(window):
        received, codes = 0, set()
        while received < len(window.data):
            status, answer = window.send(received, received + PIECE)
            codes.add(status)
            received = answer["received"]
        return codes

    with ThreadPoolExecutor(2) as pool:
        codes = set().union(*pool.map(send_all, (upload, other)))
    assert codes <= {200, 409, 423}
    upload.send_rest(PIECE)
    upload.finish()
    assert_whole(upload)
