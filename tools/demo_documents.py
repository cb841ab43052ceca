"""The archive of documents that the demo offers for the import.

`python -m tools.demo_documents KNOWN TARGET` writes it for the clients, products and people of a
file that `demo_data.list_known` made.
"""

import json
import sys
from pathlib import Path

from tests.archives import office
from tests.archives.archive import write_archive
from tests.archives.common import Client
from tests.archives.contents import content

FILES = 300
_SEED = 11
_LAYOUTS = ("client/period/file", "client/kind/period/file", "kind/client/file")


def write_documents(known, target):
    """Write the archive to a path: documents of the clients, products and people that are `known`,
    named as an old Windows names them, one of them twice, and a program that no import takes."""
    files = _distinct(known, FILES - 2)
    path = "/".join(files[0].parts)
    name = files[0].parts[-1]
    others = (
        (f"Kópie/{name}", content(name, path)),
        ("Nástroje/setup.exe", b"MZ" + bytes(200)),
    )
    unfinished = target.with_suffix(".part")
    write_archive(unfinished, files, "cp852", others=others)
    unfinished.replace(target)


def _distinct(known, count):
    """That many files with different paths: made names may meet."""
    made = office.make(
        _SEED,
        [Client(**client) for client in known["clients"]],
        2 * count,
        layouts=_LAYOUTS,
        products=known["products"],
        people=known["people"],
    )
    return list({file.parts: file for file in made}.values())[:count]


if __name__ == "__main__":
    write_documents(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
