"""The file with the encryption key: made by several processes at once, or open to others."""

import logging
import multiprocessing
import os
import stat

import pytest
from cryptography.fernet import Fernet

from deratix_integrations.pipeline.secret_keys import KEY_FILE, KeyFileExposed, _key_of_file

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


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o777, 0o601])
def test_permissions_are_put_right(tmp_path, caplog, mode):
    path = tmp_path / KEY_FILE
    path.write_text("a-key")
    path.chmod(mode)
    with caplog.at_level(logging.WARNING):
        assert _key_of_file(path) == "a-key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (warning,) = caplog.messages
    assert str(path) in warning
    assert "a-key" not in warning
    caplog.clear()
    assert _key_of_file(path) == "a-key"
    assert not caplog.messages


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_private_file_is_left_alone(tmp_path, caplog, mode):
    path = tmp_path / KEY_FILE
    path.write_text("a-key")
    path.chmod(mode)
    assert _key_of_file(path) == "a-key"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert not caplog.messages


def test_open_file_of_somebody_else_is_refused(tmp_path):
    path = tmp_path / KEY_FILE
    if os.geteuid() == 0:
        path.write_text("a-key")
        path.chmod(0o644)
        os.chown(path, 65534, 65534)
    else:
        path.symlink_to("/etc/passwd")
    with pytest.raises(KeyFileExposed):
        _key_of_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
