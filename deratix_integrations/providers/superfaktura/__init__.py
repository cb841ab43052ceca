"""SuperFaktura: online invoicing in Slovakia, Czechia and Austria.

API: https://github.com/superfaktura/docs; the vendor's own client, which settles what the
documentation leaves open: https://github.com/superfaktura/apiclient.
"""

from .client import SuperFaktura
