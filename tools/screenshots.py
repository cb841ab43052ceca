"""./dev screenshots: the pictures of the guide, taken by the browser tests made for it."""

import os

from . import browser, database, postgres, process, setup
from .output import step
from .paths import KEEP_COMPILED, PYTHON, ROOT

IMAGES = ROOT / "docs" / "images"


def screenshots():
    """Take the pictures into docs/images. Returns pytest's exit code."""
    modules = setup.ensure()
    browser.ensure()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with postgres.running():
        template = database.ensure_template(modules)
        step("Taking the pictures")
        child = process.start(
            [PYTHON, "-m", "pytest", ROOT / "tests" / "browser", "-m", "screenshots"],
            env={
                **os.environ,
                "DERATIX_TEMPLATE": template,
                "DERATIX_SCREENSHOTS": str(IMAGES),
                **KEEP_COMPILED,
            },
            cwd=ROOT,
        )
        try:
            return child.wait()
        finally:
            process.stop(child)
