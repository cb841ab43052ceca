"""Archives on their way in, in the tests of this addon."""

import hashlib
import io
import zipfile

from odoo.tests import TransactionCase, new_test_user

GROUP = "deratix_integrations.group_document_import"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def digest(data):
    return hashlib.sha256(data).hexdigest()


def packed(files, method=zipfile.ZIP_DEFLATED):
    """An archive of ``{path: bytes}``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return target.getvalue()


class Uploads:
    """Mixed into test cases: a person who may import documents, and ways to upload."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(cls.env, "zip-clerk", groups=GROUP)
        cls.colleague = new_test_user(cls.env, "zip-colleague", groups=GROUP)
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.stranger = new_test_user(
            cls.env,
            "zip-stranger",
            groups=GROUP,
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.internal = new_test_user(cls.env, "zip-internal", groups="base.group_user")

    @property
    def archives(self):
        return self.env["deratix.archive"].with_user(self.clerk)

    def begin(self, data, name="archive.zip", user=None):
        """The archive of an upload that has begun; its files go when the test is over."""
        archives = self.archives.with_user(user or self.clerk)
        start = archives.start_upload(name, len(data), digest(name.encode()))
        archive = archives.browse(start["id"])
        self.addCleanup(archive.sudo()._file_path().unlink, missing_ok=True)
        return archive

    def send(self, archive, data, offset=0):
        return archive._take_chunk(offset, data, digest(data))

    def upload(self, data, name="archive.zip"):
        """An archive that has arrived."""
        archive = self.begin(data, name)
        status, answer = self.send(archive, data)
        self.assertEqual(status, 200, answer)
        archive.finish_upload(digest(data))
        return archive

    def work(self):
        """What the background does, until nothing is left for it."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("deratix_zip_import.cron_work").method_direct_trigger()
        self.env.invalidate_all()

    def inspected(self, data, name="archive.zip"):
        """An archive that was looked into, and its entries by their paths."""
        archive = self.upload(data, name)
        self.work()
        return archive, {entry.path: entry for entry in archive.entry_ids}


class UploadCase(Uploads, TransactionCase):
    """For tests without HTTP."""
