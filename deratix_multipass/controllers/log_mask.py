"""Odoo's web server writes the addresses it is asked for into its log. A token is in some of them:
it is good for one use and a minute, and even so it is nobody's business."""

import logging
import re

_TOKEN = re.compile(r"((?:multipass|signature)=)[^&\s\"']+", re.IGNORECASE)


class _MaskTokens(logging.Filter):
    def filter(self, record):
        text = record.getMessage()
        if "multipass=" in text.lower():
            record.msg, record.args = _TOKEN.sub(r"\1***", text), ()
        return True


logging.getLogger("werkzeug").addFilter(_MaskTokens())
