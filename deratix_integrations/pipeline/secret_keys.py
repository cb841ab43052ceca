"""The key that encrypts sign-in data: kept outside the database, so that a dump holds none.

Looked for in this order: the environment variable ``DERATIX_ENCRYPTION_KEY``, the option
``deratix_encryption_key`` of ``odoo.conf``, the file ``deratix_encryption.key`` in Odoo's data
folder (made with mode 0600 when missing, and put back to it). Several keys, separated by commas
or lines, make a rotation: the first one encrypts, all of them decrypt. A key is what
``cryptography.fernet.Fernet.generate_key()`` returns.
"""

import logging
import os
import stat
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from odoo.exceptions import UserError
from odoo.tools import config

_logger = logging.getLogger(__name__)

KEY_FILE = "deratix_encryption.key"


class KeyFileExposed(Exception):
    """Others may read the key file, and this process may not change that."""

    def __init__(self, path):
        super().__init__(path)
        self.path = path


class SecretUnreadable(UserError):
    """A stored secret was encrypted with a key that is not here."""


class SecretBox:
    def __init__(self, env, keys):
        self._env = env
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, value):
        return self._fernet.encrypt(value.encode()).decode()

    def decrypt(self, ciphertext):
        try:
            return self._fernet.decrypt(ciphertext.encode()).decode()
        except InvalidToken:
            raise SecretUnreadable(
                self._env._(
                    "The sign-in data was encrypted with a key that is not on this server. "
                    "Put that key back, or enter the sign-in data again."
                )
            ) from None

    def readable(self, ciphertext):
        try:
            self.decrypt(ciphertext)
        except SecretUnreadable:
            return False
        return True

    def rotate(self, ciphertext):
        return self.encrypt(self.decrypt(ciphertext))


def secret_box(env):
    """The box with the keys in force. Raises ``UserError`` when a configured key is no key."""
    try:
        text = (
            os.environ.get("DERATIX_ENCRYPTION_KEY")
            or config.get("deratix_encryption_key")
            or _key_of_file(Path(config["data_dir"]) / KEY_FILE)
        )
        return SecretBox(env, text.replace(",", " ").split())
    except KeyFileExposed as error:
        raise UserError(
            env._(
                "Other accounts of the server may read the encryption key %(path)s, so it is not "
                "used. Give the file to the account that runs Odoo, then run: chmod 600 %(path)s",
                path=error.path,
            )
        ) from error
    except ValueError:
        raise UserError(
            env._(
                "The encryption key of the integrations is malformed. "
                "Make one with cryptography.fernet.Fernet.generate_key()."
            )
        ) from None


def _key_of_file(path):
    """The text of the key file, made when missing. Permissions that let others read it are taken
    away with a warning; raises ``KeyFileExposed`` when this process may not do that."""
    if not path.exists():
        _make_key_file(path)
    with path.open() as stream:
        status = os.fstat(stream.fileno())
        if status.st_mode & 0o077:
            if status.st_uid != os.geteuid():
                raise KeyFileExposed(path)
            try:
                os.fchmod(stream.fileno(), 0o600)
            except OSError as error:
                raise KeyFileExposed(path) from error
            _logger.warning(
                "Others could read the encryption key file %s (mode %o). It is 0600 now; "
                "if somebody may have read it, change the key.",
                path,
                stat.S_IMODE(status.st_mode),
            )
        return stream.read()


def _make_key_file(path):
    """Write a new key under another name and link it: two workers at once end with one key, and
    no worker ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(Fernet.generate_key())
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
