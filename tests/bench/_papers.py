"""A large archive of documents for clients, with what each document is beside it."""

import io
import json
import random
import zipfile

from PIL import Image

from tests.archives.contents import docx, pdf

# The kinds of documents of a client: folder, code of the type.
_KINDS = (
    ("Zmluvy", "contract"),
    ("Poistenie", "insurance"),
    ("Mapy", "map"),
    ("Certifikáty", "certificate"),
)
# Kinds of files in the proportion in which offices have them.
_ENDINGS = ("pdf", "pdf", "docx", "pdf", "jpg", "pdf", "docx", "pdf", "txt", "pdf")
# A side of the picture whose JPEG has about so many bytes as the other files.
_PICTURE = 430
_DAY = (2026, 3, 4, 5, 6, 8)


def write_archive(target, clients, count, size, *, seed):
    """Write ``count`` documents of about ``size`` bytes each to the path ``target``.

    They are real PDF, DOCX, JPEG and text files; what fills them is noise, as it is in a scan, so
    that packing gains next to nothing. Their paths say clearly what they are. Returns the path of
    a JSON file with the list of ``[path, id of the client, code of the type, first day]``.

    :param clients: ``[[id, name], ...]``
    """
    rng = random.Random(seed)
    truth = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            id_, name = clients[number % len(clients)]
            folder, code = rng.choice(_KINDS)
            month = f"{rng.randint(2019, 2025)}-{rng.randint(1, 12):02}"
            ending = _ENDINGS[number % len(_ENDINGS)]
            path = f"{name}/{folder}/{month}/{_word(number)}.{ending}"
            info = zipfile.ZipInfo(path, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, _content(ending, path, rng, size))
            truth.append([path, id_, code, f"{month}-01"])
    told = target.with_suffix(".json")
    told.write_text(json.dumps(truth))
    return told


def _word(number):
    """A name of a file that says nothing: letters, another for each number."""
    letters = ""
    for _place in range(5):
        number, rest = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[rest]
    return f"skan {letters}"


def _content(ending, path, rng, size):
    """Sizes from a half to one and a half of ``size``; texts are small."""
    much = rng.randint(size // 2, size * 3 // 2)
    if ending == "txt":
        return f"{path}\r\n".encode() * 40
    if ending == "pdf":
        return pdf(path, rng.randbytes(much))
    if ending == "jpg":
        return _picture(rng)
    packed = io.BytesIO(docx(path))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_STORED) as package:
        package.writestr("word/media/image1.bin", rng.randbytes(much))
    return packed.getvalue()


def _picture(rng):
    picture = Image.frombytes("L", (_PICTURE, _PICTURE), rng.randbytes(_PICTURE**2))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    return out.getvalue()
