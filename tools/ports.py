"""Ports on 127.0.0.1."""

import errno
import socket

from .errors import ToolError

HOST = "127.0.0.1"
_TRIES = 50


def free_port():
    """Any port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def preferred_port(port):
    """`port` when it is free, else the next free one; raises `ToolError` when there is none."""
    for candidate in range(port, min(port + _TRIES, 65536)):
        if is_free(candidate):
            return candidate
    raise ToolError(
        f"All ports from {port} to {port + _TRIES - 1} are in use.\n"
        "Stop a program that uses one of them and run the command again."
    )


def is_free(port):
    """Whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def require_free(port, what):
    """Refuse with a plain message when something already listens on `port`."""
    if not is_free(port):
        raise ToolError(
            f"Port {port} is in use, so {what} cannot start there.\n"
            "Stop the program that uses it, or choose another port with --port."
        )
