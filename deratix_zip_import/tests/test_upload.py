import errno
import os
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.archive_upload import CHUNK
from .upload_case import PDF, UploadCase, digest, packed

DATA = bytes(range(256)) * 40


@tagged("post_install", "-at_install")
class TestUpload(UploadCase):
    """The bytes of an archive arrive once each and in their order, or are refused."""

    def stored(self, archive):
        return archive.sudo()._file_path().read_bytes()

    def test_pieces_are_put_together(self):
        archive = self.begin(DATA)
        self.assertEqual(self.send(archive, DATA[:4000])[0], 200)
        status, answer = self.send(archive, DATA[4000:], 4000)
        self.assertEqual((status, answer["received"]), (200, len(DATA)))
        self.assertEqual(self.stored(archive), DATA)
        archive.finish_upload(digest(DATA))
        self.assertEqual((archive.state, archive.checksum), ("inspecting", digest(DATA)))
        # The answer was lost, and the browser asks again.
        archive.finish_upload(digest(DATA))

    def test_wrong_offset_says_where_to_go_on(self):
        archive = self.begin(DATA)
        self.send(archive, DATA[:4000])
        for offset in (0, 3999, 4001):
            status, answer = self.send(archive, DATA[offset : offset + 100], offset)
            self.assertEqual((status, answer["error"], answer["received"]), (409, "offset", 4000))
        self.assertEqual(self.stored(archive), DATA[:4000])

    def test_a_changed_piece_is_not_appended(self):
        archive = self.begin(DATA)
        status, answer = archive._take_chunk(0, DATA[:100], digest(DATA[1:101]))
        self.assertEqual((status, answer["error"], answer["received"]), (422, "digest", 0))
        self.assertFalse(archive.sudo()._file_path().exists())

    def test_more_than_was_said_and_nothing_are_refused(self):
        archive = self.begin(DATA)
        for piece in (DATA + b"x", b""):
            self.assertEqual(self.send(archive, piece)[1]["error"], "length")

    def test_what_a_killed_server_left_behind_is_overwritten(self):
        """The piece is on the disk, and its transaction was lost."""
        archive = self.begin(DATA)
        self.send(archive, DATA[:4000])
        with archive.sudo()._file_path().open("ab") as file:
            file.write(b"the rest of a piece" * 1000)
        self.send(archive, DATA[4000:], 4000)
        self.assertEqual(self.stored(archive), DATA)

    def test_a_file_that_vanished_is_asked_for_again(self):
        archive = self.begin(DATA)
        self.send(archive, DATA[:4000])
        os.truncate(archive.sudo()._file_path(), 1000)
        status, answer = self.send(archive, DATA[4000:], 4000)
        self.assertEqual((status, answer["error"], answer["received"]), (409, "lost", 1000))
        self.assertEqual(self.send(archive, DATA[1000:], 1000)[0], 200)
        self.assertEqual(self.stored(archive), DATA)

    def test_a_full_disk_keeps_what_is_there(self):
        archive = self.begin(DATA)
        self.send(archive, DATA[:4000])
        full = OSError(errno.ENOSPC, "No space left on device")
        with patch("os.fsync", side_effect=full):
            status, answer = self.send(archive, DATA[4000:], 4000)
        self.assertEqual((status, answer["error"], answer["received"]), (507, "no_room", 4000))
        self.assertIn("no room", answer["message"])
        self.assertEqual(self.stored(archive), DATA[:4000])

    def test_no_room_from_the_start(self):
        free = os.statvfs_result((1, 1, 0, 0, 0, 0, 0, 0, 0, 255))
        with patch("os.statvfs", return_value=free), self.assertRaisesRegex(UserError, "no room"):
            self.begin(DATA)

    def test_going_on_after_a_reload(self):
        archive = self.begin(DATA)
        self.send(archive, DATA[:4000])
        start = self.archives.start_upload("archive.zip", len(DATA), digest(b"archive.zip"))
        self.assertEqual(start, {"id": archive.id, "received": 4000, "chunk": CHUNK})
        page = self.archives.get_upload_page()
        self.assertEqual(page["pending"][0]["received"], 4000)
        other = self.archives.start_upload("archive.zip", len(DATA), digest(b"another file"))
        self.assertNotEqual(other["id"], archive.id)
        self.assertEqual(other["received"], 0)

    def test_limits(self):
        company = self.env.company
        company.deratix_archive_max_total_mb = 1
        with self.assertRaisesRegex(UserError, r"larger than 1 MB"):
            self.archives.start_upload("a.zip", 2**20 + 1, digest(b""))
        with self.assertRaisesRegex(UserError, "empty"):
            self.archives.start_upload("a.zip", 0, digest(b""))
        self.assertEqual(self.archives.get_upload_page()["limit"], 2**20)

    def test_an_incomplete_one_is_not_inspected(self):
        archive = self.begin(DATA)
        self.send(archive, DATA[:4000])
        with self.assertRaisesRegex(UserError, "missing"):
            archive.finish_upload(digest(DATA))
        self.assertEqual(archive.state, "uploading")

    def test_cancelled_is_gone(self):
        archive = self.begin(DATA)
        self.send(archive, DATA[:4000])
        archive.action_cancel()
        self.assertFalse(archive.sudo()._file_path().exists())
        self.assertEqual(self.send(archive, DATA[4000:], 4000)[0], 410)
        with self.assertRaises(UserError):
            archive.finish_upload(digest(DATA))
        self.assertFalse(archive.sudo()._file_path().exists())

    def test_names_are_names(self):
        for given, name in (
            ("C:\\fakepath\\a.zip", "a.zip"),
            ("../../etc/a.zip", "a.zip"),
            ("a\u202egpj.zip", "agpj.zip"),
            ("\0", "archive.zip"),
        ):
            self.assertEqual(self.begin(DATA, given).name, name)

    def test_rights(self):
        archive = self.begin(DATA)
        for user, reason in ((self.colleague, "Somebody else"), (self.stranger, "")):
            foreign = archive.with_user(user)
            for call in (
                lambda foreign=foreign: self.send(foreign, DATA),
                lambda foreign=foreign: foreign.finish_upload(digest(DATA)),
            ):
                with self.assertRaisesRegex(AccessError, reason):
                    call()
        for user in (self.internal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.begin(DATA, user=user)
            with self.assertRaises(AccessError):
                self.archives.with_user(user).get_upload_page()
        for method in ("action_remove", "action_cancel", "get_folder", "get_progress"):
            with self.assertRaises(AccessError):
                getattr(archive.with_user(self.stranger), method)()
        with self.assertRaises(AccessError):
            archive.write({"received": 1})

    def test_a_colleague_does_not_go_on_with_it(self):
        archive = self.begin(DATA)
        self.send(archive, DATA[:4000])
        mine = self.begin(DATA, user=self.colleague)
        self.assertEqual(self.send(mine, DATA[:10])[0], 200)
        self.assertNotEqual(mine, archive.with_user(self.colleague))
        self.assertEqual(
            self.archives.with_user(self.colleague).get_upload_page()["pending"][0]["id"], mine.id
        )

    def test_remove(self):
        archive = self.upload(packed({"a.pdf": PDF}))
        with self.assertRaisesRegex(UserError, "Cancel"):
            archive.action_remove()
        archive.action_cancel()
        path = archive.sudo()._file_path()
        self.assertTrue(path.exists())
        archive.action_remove()
        self.assertFalse(archive.exists())
        self.assertFalse(path.exists())
