import io
import zipfile
from datetime import date

from odoo.addons.mail.tests.common import mail_new_test_user
from odoo.tests import TransactionCase

from ..archive.extract import extract
from ..archive.inspection import inspect

IMPORTERS = "base.group_user,deratix_integrations.group_document_import"
PDF = b"%%PDF-1.4\n%% %s\n%%%%EOF\n"


def pack(files):
    """The bytes of an archive of ``{path: content}``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return out.getvalue()


def pdf(text):
    return PDF % text.encode()


class RouteMixin:
    """For ``HttpCase``: who may import is signed in, and there are others who may not see what is
    in an archive."""

    def setUp(self):
        super().setUp()
        self.importer.password = "importer"
        self.authenticate("importer", "importer")

    def assert_closed_to_strangers(self, ask, secret, codes):
        """Neither a colleague without the group, nor one of another company who has it, nor
        somebody who is not signed in gets ``secret``.

        :param ask: a function that asks for it and returns the answer
        :param codes: the statuses with which those who are signed in may be turned away
        """
        self.assertIn(secret, ask().content)
        other = self.env["res.company"].create({"name": "Other"})
        mail_new_test_user(
            self.env, "stranger", groups=IMPORTERS, company_id=other.id,
            company_ids=[(6, 0, other.ids)], password="stranger",
        )  # fmt: skip
        mail_new_test_user(self.env, "employee", groups="base.group_user", password="employee")
        for login in ("stranger", "employee"):
            self.authenticate(login, login)
            answer = ask()
            self.assertIn(answer.status_code, codes)
            self.assertNotIn(secret, answer.content)
        self.authenticate(None, None)
        self.assertNotIn(secret, ask().content)


class ArchiveCase(TransactionCase):
    """An archive that was uploaded and inspected, without the pages that do it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.importer = mail_new_test_user(cls.env, login="importer", groups=IMPORTERS)
        cls.alfa, cls.beta = cls.env["res.partner"].create([{"name": "Alfa"}, {"name": "Beta"}])
        cls.contract = cls.env.ref("deratix_zip_import.document_type_contract")
        cls.sds = cls.env.ref("deratix_zip_import.document_type_sds")

    def archive(self, files, **values):
        """An archive in the preview with one open entry for each file."""
        archive = self.env["deratix.archive"].create({"name": "archive.zip", "state": "review"})
        content = pack(files)
        archive._file_path().write_bytes(content)
        self.addCleanup(archive._file_path().unlink, missing_ok=True)
        found = inspect(io.BytesIO(content), archive._limits())
        for listed in found.files:
            what = extract(io.BytesIO(content), listed, found.meter())
            folder, _slash, name = listed.name.rpartition("/")
            self.env["deratix.archive.entry"].create(
                {
                    "archive_id": archive.id,
                    "company_id": archive.company_id.id,
                    "position": listed.index,
                    "path": listed.name,
                    "folder": folder,
                    "name": name,
                    "size": what.size,
                    "checksum": what.sha256,
                    "mimetype": what.content.mime,
                    "state": "accepted",
                    "type_id": self.contract.id,
                    "partner_id": self.alfa.id,
                    "date_from": date(2024, 5, 1),
                    "date_to": date(2024, 5, 31),
                    "granularity": "month",
                    **values,
                }
            )
        return archive

    def file_all(self, archive):
        archive.with_user(self.importer).action_import()
        self.work()

    def work(self):
        """Let the scheduler do what waits."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("deratix_zip_import.cron_work").method_direct_trigger()
        self.env.invalidate_all()
