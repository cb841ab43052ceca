"""Archives that wait to be recognised."""

from .common import ArchiveCase, pdf

NOTHING_KNOWN = {
    "state": "open",
    "type_id": False,
    "partner_id": False,
    "date_from": False,
    "date_to": False,
    "granularity": False,
}


class PreviewCase(ArchiveCase):
    """Clients with real-looking names, and archives that were inspected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.kvety, cls.stroje = cls.env["res.partner"].create(
            [
                {"name": "Kvety Medzilaborce s.r.o.", "city": "Humenné", "is_company": True},
                {"name": "Stavebné stroje Krupina, a.s.", "is_company": True},
            ]
        )
        cls.savo = cls.env["product.template"].create({"name": "Savo Perex"})
        cls.map = cls.env.ref("deratix_zip_import.document_type_map")

    def inspected(self, *paths, **values):
        """An archive with a different small PDF at each path, of which nothing is known yet."""
        files = {path: pdf(f"{self.id()} {path}") for path in paths}
        return self.archive(files, **{**NOTHING_KNOWN, **values})

    def recognised(self, *paths, **values):
        archive = self.inspected(*paths, **values)
        self.recognise(archive)
        return archive

    def recognise(self, archive):
        archive._begin("recognising")
        self.work()
        self.assertEqual(archive.state, "review", archive.message)

    def lights(self, entry):
        return entry.client_light, entry.type_light, entry.period_light

    def reach(self, entry, reach="file", **more):
        return {"reach": reach, "entry_id": entry.id, **more}
