"""Stand-ins for the external systems: real HTTP servers, each in a process of its own.

    python -m tests.sandbox superfaktura --host 127.0.0.1 --port 0 --seed 1 --clients 3000

prints ``READY http://127.0.0.1:PORT`` when it listens and ends on SIGTERM.

The common core:

server.py     HTTP/1.1 with keep-alive, and the ways in which an answer can be spoilt on the wire
app.py        one request: log, faults, then the system; `/__control__/` beside it
control.py    the control API that every system has
faults.py     the rules that make a system misbehave
log.py        what was asked, by whose credentials (as fingerprints)
clock.py      the system's own time, which can be moved
system.py     what a system has to bring
people.py     invented companies and people, with names.py, numbers.py and oddities.py

A system is a folder: superfaktura/, fakturownia/, fortnox/, jortt/.
"""
