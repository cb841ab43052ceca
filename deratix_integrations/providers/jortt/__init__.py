"""jortt: online bookkeeping in the Netherlands.

API: https://developer.jortt.nl and its Swagger document, https://api.jortt.nl/swagger_doc; live
answers recorded with the vendor's own client: https://github.com/jorttbv/jortt-ruby.
"""

from .client import Jortt
