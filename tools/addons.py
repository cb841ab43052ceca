"""Our addons: those that stand by themselves, and those that join them with further apps."""

import ast

from .paths import addon_folders

_OURS = "deratix_"


def standing():
    """The addons that need no further apps; they are tested without those."""
    return [folder for folder in addon_folders() if not _manifest(folder).get("auto_install")]


def joining():
    """The addons that install themselves where their apps are; they are tested with those."""
    return [folder for folder in addon_folders() if _manifest(folder).get("auto_install")]


def joining_with_needs():
    """The joining addons, and those of ours that they need."""
    needed = _needed()
    those = joining()
    return [folder for folder in addon_folders() if folder in those or folder.name in needed]


def further_apps():
    """What the joining addons need beside ours, sorted."""
    return sorted(name for name in _needed() if not name.startswith(_OURS))


def _needed():
    return {name for folder in joining() for name in _manifest(folder)["depends"]}


def _manifest(folder):
    return ast.literal_eval((folder / "__manifest__.py").read_text())
