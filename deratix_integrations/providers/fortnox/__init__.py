"""Fortnox: bookkeeping, invoicing and orders in Sweden.

API: https://www.fortnox.se/developer and https://apps.fortnox.se/apidocs. Open clients that settle
what these leave open: https://github.com/softwerkab/fortnox-csharp-api-sdk and
https://github.com/rantalainen/fortnox-api-client.
"""

from .client import Fortnox
