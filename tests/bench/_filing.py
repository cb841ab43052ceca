"""The measured parts of the benchmark of the import of documents; `_worker.py` runs them."""

import hashlib
import json
import shutil
import statistics
import time
import zipfile
from calendar import monthrange
from datetime import date
from pathlib import Path

_ROUNDS = 3


def create_clients(env, count, **_sizes):
    """Clients with different names: ``[[id, name], ...]``."""
    names = [f"{_letters(number)} Stavebniny s.r.o." for number in range(count)]
    partners = env["res.partner"].create([{"name": name, "is_company": True} for name in names])
    return [[partner.id, partner.name] for partner in partners]


def _letters(number):
    """A word for a number; words of two numbers differ in more than one letter."""
    word = ""
    for _place in range(3):
        number, rest = divmod(number, 10)
        word += ("bor", "cim", "dun", "fal", "gev", "hys", "jok", "lam", "net", "pir")[rest]
    return word.capitalize()


def unzip(_env, archive, **_sizes):
    """Python's own `zipfile` unpacking everything to the disk; the median of some rounds."""
    rounds = []
    for _round in range(_ROUNDS):
        target = Path(archive).with_suffix(".unpacked")
        start = time.perf_counter()
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(target)
        rounds.append(time.perf_counter() - start)
        shutil.rmtree(target)
    return {"seconds": statistics.median(rounds)}


def file_one_by_one(env, archive, truth, share, **_sizes):
    """What a simple script does: for each of the first ``share`` files a document and its content,
    and a commit."""
    types = {kind.code: kind.id for kind in env["deratix.document.type"].search([])}
    files = json.loads(Path(truth).read_text())[:share]
    company = env.company.id
    start = time.perf_counter()
    with zipfile.ZipFile(archive) as packed:
        for path, client, code, first in files:
            content = packed.read(path)
            name = path.rpartition("/")[2]
            day = date.fromisoformat(first)
            document = env["deratix.document"].create(
                {
                    "name": name.rpartition(".")[0],
                    "company_id": company,
                    "type_id": types[code],
                    "partner_id": client,
                    "date_from": day,
                    "date_to": day.replace(day=monthrange(day.year, day.month)[1]),
                    "granularity": "month",
                    "checksum": hashlib.sha256(content).hexdigest(),
                    "source_path": path,
                }
            )
            document.attachment_id = env["ir.attachment"].create(
                {
                    "name": name,
                    "raw": content,
                    "res_model": "deratix.document",
                    "res_id": document.id,
                    "company_id": company,
                }
            )
            env.cr.commit()
    return {"seconds": time.perf_counter() - start, "documents": len(files)}


PARTS = {
    "create_clients": create_clients,
    "unzip": unzip,
    "file_one_by_one": file_one_by_one,
}
