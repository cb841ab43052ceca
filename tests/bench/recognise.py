"""`./dev bench recognise`: documents of archives as offices have them, against 20,000 clients.

The archives are those of tests/archives/cabinet.py with seeds from 1001 on, the clients of seed
1001 as well; the rules were made with seeds below 100.

*_precision   of what is accepted without asking, the share that is right; accepting what the path
              does not tell, or what it tells in two ways, counts as wrong
*_recall      of what the path tells, the share that is accepted and right
files_per_s   files recognised in a second of one processor, clients ready; median of the archives
"""

import json
import time
from collections import Counter
from datetime import date
from statistics import median

from deratix_zip_import.archive.clients import ClientIndex, ClientRow
from deratix_zip_import.archive.kinds import KEYWORDS
from deratix_zip_import.archive.recognise import Recogniser
from tests.archives import cabinet
from tests.archives.common import clients
from tools.output import say

from ._common import options

_FIRST_SEED = 1001
_TODAY = date(2026, 6, 1)
_FIELDS = ("client", "type", "period")


def measure(files, recogniser):
    """(counts of accepted, right and told for each field, files a second)"""
    started = time.process_time()
    found = [recogniser.recognise(file.parts) for file in files]
    seconds = time.process_time() - started
    counts = Counter()
    for file, one in zip(files, found, strict=True):
        period = one.period and one.period.value[:2]
        for name, truth, finding, value in (
            ("client", file.client, one.client, one.client and one.client.value),
            ("type", file.kind, one.kind, one.kind and one.kind.value),
            ("period", file.period, one.period, period),
            ("validity", file.valid_until, one.validity, one.validity and one.validity.value),
        ):
            accepted = bool(finding and finding.sure)
            counts[name, "accepted"] += accepted
            counts[name, "told"] += truth is not None
            counts[name, "right"] += accepted and value == truth
    return counts, len(files) / seconds


def main():
    chosen = options(__doc__, clients=20_000, files=5_000, archives=8)
    everyone = clients(_FIRST_SEED, chosen.clients)
    index = ClientIndex(ClientRow(*vars(each).values()) for each in everyone)
    counts, speeds = Counter(), []
    for seed in range(_FIRST_SEED, _FIRST_SEED + chosen.archives):
        files = cabinet.make(seed, everyone, chosen.files)
        one, speed = measure(files, Recogniser(index, KEYWORDS, today=_TODAY))
        counts += one
        speeds.append(speed)
    result = {}
    for name in _FIELDS:
        right = counts[name, "right"]
        result[f"{name}_precision"] = round(right / max(1, counts[name, "accepted"]), 4)
        result[f"{name}_recall"] = round(right / max(1, counts[name, "told"]), 4)
    say(json.dumps(result | {"files_per_s": round(median(speeds))}))


if __name__ == "__main__":
    main()
