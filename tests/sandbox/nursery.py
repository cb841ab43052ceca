"""`python -m tests.sandbox.nursery`: sandboxes that start at once, as many as one wants.

For each line of standard input, a JSON list of arguments of `python -m tests.sandbox`, a process
is forked, which has imported already what it needs. The answer on standard output is its process
id and what it says first, `<pid> READY <address>`. All end when standard input is closed.

It is no child of who starts it: after each class of tests Odoo ends all children it finds.
"""

import gc
import json
import os
import signal
import sys

from .__main__ import main


def serve():
    if os.fork():
        os._exit(0)
    # Nobody asks how the processes end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    for line in sys.stdin:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            _become(writer)
            sys.exit(main(json.loads(line)))
        os.close(writer)
        with open(reader) as output:
            print(pid, output.readline().strip(), flush=True)


def _become(output):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1)):
        os.dup2(source, target)
        os.close(source)


if __name__ == "__main__":
    serve()
