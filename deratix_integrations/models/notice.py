"""What a button answers when all it has to say is a sentence."""


def soft_reload():
    """The action that reads the page anew."""
    return {"type": "ir.actions.client", "tag": "soft_reload"}


def notice(message, kind="success", title=None, reload=True):
    """The action that shows a sentence and, with ``reload``, reads the page anew.

    :param kind: ``success``, ``warning``, ``danger`` or ``info``
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            "title": title or False,
            "message": message,
            "next": soft_reload() if reload else False,
        },
    }
