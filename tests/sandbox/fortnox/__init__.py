"""Fortnox as a sandbox.

What it does follows https://www.fortnox.se/developer and what open clients that were tried on the
live system report, first of all https://github.com/softwerkab/fortnox-csharp-api-sdk and
https://github.com/rantalainen/fortnox-api-client. What none of them says is an option
(options.py), or is said to be our own choice where it is made.
"""

from .app import Fortnox
