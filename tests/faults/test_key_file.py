"""The file with the encryption key, made by several processes at once."""

import multiprocessing
import stat

from cryptography.fernet import Fernet

from deratix_integrations.pipeline.secret_keys import KEY_FILE, _key_of_file

PROCESSES = 8
ROUNDS = 20


def _make_at_once(folder, barrier, answers):
    for number in range(ROUNDS):
        barrier.wait(timeout=60)
        answers.put((number, _key_of_file(folder / str(number) / KEY_FILE)))


def test_all_processes_get_the_same_key(tmp_path):
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(PROCESSES), context.Queue()
    processes = [
        context.Process(target=_make_at_once, args=(tmp_path, barrier, answers))
        for _number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    keys = {}
    for _answer in range(PROCESSES * ROUNDS):
        number, key = answers.get(timeout=120)
        keys.setdefault(number, []).append(key)
    for process in processes:
        process.join(timeout=60)
        assert process.exitcode == 0
    for number, given in keys.items():
        path = tmp_path / str(number) / KEY_FILE
        assert len(given) == PROCESSES
        assert set(given) == {path.read_text()}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [file.name for file in path.parent.iterdir()] == [KEY_FILE]
        Fernet(given[0])
