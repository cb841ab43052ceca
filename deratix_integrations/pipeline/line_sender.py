"""What all that carries plan lines out in the other system has in common."""

from odoo.exceptions import UserError

from ..providers.base import NotFound, Rejected
from .error_text import error_text


class LineSender:
    """Carries lines of one run out in the other system: one request, one commit.

    Whoever inherits says how a line is carried out (``_create`` and ``_change``, or ``_send``) and
    how it is noted that one failed (``_fail``).

    :param commit: ends the transaction; called before every request and after every result
    """

    def __init__(self, run, provider, commit):
        self.run = run
        self.env = run.env
        self.connection = run.connection_id
        self.provider = provider
        self.commit = commit

    def send(self, line):
        """Carry out one line (a ``lines.Line`` or ``flow.lines.FlowLine``) and store what became of
        it.

        Raises ``ProviderError`` when the other system as a whole is in the way: the line stays
        as it is and is sent again.
        """
        try:
            self._send(line)
        except NotFound as error:
            self._gone(line, error)
        except Rejected as error:
            self._fail(line, error_text(self.env, error), unclear=error.unclear)
        except UserError as error:
            self._fail(line, str(error).strip())
        self.env["deratix.run.line"].invalidate_model()
        self.env["deratix.binding"].invalidate_model()
        self.commit()

    def _send(self, line):
        if line.decision == "create_there":
            self._create(line)
        else:
            self._change(line)

    def _gone(self, line, error):
        """The record is not there any more."""
        self._fail(line, error_text(self.env, error))
