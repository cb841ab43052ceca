"""SuperFaktura as a sandbox.

What it does follows https://github.com/superfaktura/docs, the vendor's own client
https://github.com/superfaktura/apiclient, and what https://github.com/xseman/superfaktura-cli
reports of the vendor's live test system. What none of them says is an option, so that a client
can be tried against each possibility (options.py).
"""

from .app import SuperFaktura
