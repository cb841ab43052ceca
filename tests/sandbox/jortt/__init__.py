"""jortt as a sandbox.

What it does follows the official Swagger document of https://api.jortt.nl/swagger_doc, its text at
https://developer.jortt.nl, and the live answers recorded with the vendor's own client,
https://github.com/jorttbv/jortt-ruby (spec/fixtures). What none of them says is an option
(options.py), or is said to be our own choice where it is made.
"""

from .app import Jortt
