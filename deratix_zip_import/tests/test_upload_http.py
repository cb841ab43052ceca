import re
from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.archive_upload import CHUNK
from .upload_case import Uploads, digest

DATA = bytes(range(256)) * 64


@tagged("post_install", "-at_install")
class TestUploadHttp(Uploads, HttpCase):
    """The route by which the pieces of an archive come."""

    def sign_in(self, user):
        self.authenticate(user.login, user.login)
        page = self.url_open("/odoo").text
        self.token = re.search(r'csrf_token: "([^"]+)"', page)[1]

    def post(self, archive, data, offset=0, **headers):
        given = {
            "Content-Type": "application/octet-stream",
            "X-Deratix-Csrf": self.token,
            "X-Deratix-Digest": digest(data),
            **headers,
        }
        url = f"/deratix/archive/{archive.id}/chunk?offset={offset}"
        return self.url_open(url, data=data, headers=given, allow_redirects=False)

    def test_pieces(self):
        archive = self.begin(DATA)
        self.sign_in(self.clerk)
        answer = self.post(archive, DATA[:5000])
        self.assertEqual(answer.json(), {"received": 5000, "error": "", "message": ""})
        answer = self.post(archive, DATA[:5000])
        self.assertEqual((answer.status_code, answer.json()["received"]), (409, 5000))
        answer = self.post(archive, DATA[5000:], 5000, **{"X-Deratix-Digest": digest(b"other")})
        self.assertEqual((answer.status_code, answer.json()["error"]), (422, "digest"))
        self.assertEqual(self.post(archive, DATA[5000:], 5000).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(archive.received, len(DATA))
        self.assertEqual(archive.sudo()._file_path().read_bytes(), DATA)

    def test_a_request_that_odoo_does_again_is_asked_for_again(self):
        """Its body is not kept: the first time has read it."""
        archive = self.begin(DATA)
        self.sign_in(self.clerk)
        self.post(archive, DATA[:5000])
        Archive = type(archive)
        taken = Archive._take_chunk
        times = []

        def met_another(self, *piece):
            times.append(piece)
            if len(times) == 1:
                raise ConcurrencyError("another request was faster")
            return taken(self, *piece)

        with patch.object(Archive, "_take_chunk", met_another), mute_logger("odoo.service.model"):
            answer = self.post(archive, DATA[5000:], 5000)
            self.assertEqual((answer.status_code, answer.json()["error"]), (409, "lost"))
            self.assertEqual(answer.json()["received"], 5000)
            self.assertEqual(self.post(archive, DATA[5000:], 5000).status_code, 200)
        self.assertEqual(archive.sudo()._file_path().read_bytes(), DATA)

    def test_without_the_token_of_the_session(self):
        archive = self.begin(DATA)
        self.sign_in(self.clerk)
        other = ("1" if self.token[0] == "0" else "0") + self.token[1:]
        for token in ("", "wrong", other):
            answer = self.post(archive, DATA, **{"X-Deratix-Csrf": token})
            self.assertEqual((answer.status_code, answer.json()["error"]), (403, "session"))
        self.assertFalse(archive.sudo()._file_path().exists())

    def test_others(self):
        archive = self.begin(DATA)
        self.sign_in(self.colleague)
        self.assertEqual(self.post(archive, DATA).status_code, 403)
        self.sign_in(self.stranger)
        self.assertEqual(self.post(archive, DATA).status_code, 404)
        self.sign_in(self.internal)
        self.assertIn(self.post(archive, DATA).status_code, (403, 404))
        self.authenticate(None, None)
        self.assertEqual(self.post(archive, DATA).status_code, 303)
        self.assertFalse(archive.sudo()._file_path().exists())

    def test_more_than_a_piece(self):
        data = bytes(CHUNK + 1)
        archive = self.begin(data)
        self.sign_in(self.clerk)
        self.assertEqual(self.post(archive, data).status_code, 413)
        self.assertFalse(archive.sudo()._file_path().exists())

    def test_offsets_that_are_none(self):
        archive = self.begin(DATA)
        self.sign_in(self.clerk)
        for offset in ("-1", "1e3", "", "9" * 30, "0x1"):
            self.assertEqual(self.post(archive, DATA, offset).status_code, 400)
