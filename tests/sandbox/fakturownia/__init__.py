"""Fakturownia as a sandbox.

What it does follows https://github.com/fakturownia/API, the more detailed documentation of the
same engine https://github.com/vosfactures/API, and what open clients that were tried on the live
system report. What none of them says is an option (options.py), or is said to be our own choice
where it is made.
"""

from .app import Fakturownia
