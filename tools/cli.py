"""The command line of ./dev."""

import argparse
import signal
import sys
import time

from . import bench, demo, lint, postgres, screenshots, setup, testing
from .errors import ToolError, plain_words
from .output import say


def main(arguments=None):
    """Run one command. Returns the exit code: 1 with a message in plain words when it fails."""
    options = _parser().parse_args(arguments)
    # Ended by SIGTERM it stops what it has started, just as with Ctrl-C, which a shell script
    # that starts it in the background would make it ignore.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with plain_words():
            return options.run(options) or 0
    except ToolError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _parser():
    parser = argparse.ArgumentParser(prog="./dev", description="Work on the Deratix addons.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name, run, text):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    add("setup", lambda options: setup.ensure() and 0, "set up what the other commands need")

    command = add("demo", _demo, "Odoo with the addons and the sandbox; Ctrl-C stops it")
    command.add_argument("--port", type=int, help="the port of Odoo (8069, or the next free one)")
    command.add_argument("--fresh", action="store_true", help="make the demo database anew")

    command = add("test", _test, "every test, or one part of them")
    command.add_argument("part", nargs="?", choices=testing.PARTS)
    command.add_argument("pytest", nargs="*", help="after --: arguments for pytest")

    command = add("bench", lambda options: bench.bench(options.name), "run a benchmark")
    command.add_argument("name", help=f"one of: {', '.join(bench.names()) or 'none yet'}")

    command = add("lint", _lint, "check style, addons, XML and translations")
    command.add_argument(
        "--write-templates", action="store_true", help="first write the i18n/*.pot files anew"
    )
    add("shell", lambda options: demo.shell(), "Odoo's shell on the demo database")
    add("screenshots", lambda options: screenshots.screenshots(), "take the pictures of the guide")
    add("postgres", _postgres, "keep PostgreSQL running and print how to reach it")
    return parser


def _demo(options):
    return demo.demo(port=options.port, fresh=options.fresh)


def _test(options):
    return testing.run_tests(options.part, options.pytest)


def _lint(options):
    if options.write_templates:
        lint.write_templates()
    return lint.lint()


def _postgres(options):
    setup.ensure()
    with postgres.running() as variables:
        say("export " + " ".join(f"{name}={value}" for name, value in variables.items()))
        while True:
            time.sleep(3600)
