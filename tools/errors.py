"""The one error of the tools, and the translation of usual system errors into plain words."""

import contextlib
import errno


class ToolError(Exception):
    """Something a person can act on: the text says what is wrong and what to do."""


@contextlib.contextmanager
def plain_words():
    """Turn the system errors that everybody meets one day into a `ToolError`."""
    try:
        yield
    except OSError as error:
        message = explain_os_error(error)
        if message is None:
            raise
        raise ToolError(message) from error


def explain_os_error(error):
    """A sentence for an `OSError` that a person can do something about, else None."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}. Free some space and run the command again."
    if error.errno == errno.EROFS:
        return f"The disk is read-only{where}. Use a checkout on a disk that can be written to."
    if error.errno == errno.EACCES:
        return f"Permission denied{where}. Run the command as the owner of the checkout."
    return None
