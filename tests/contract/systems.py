"""The systems that the contract suite is run for."""

from tests.contract.cases import SuperFakturaCase
from tests.contract.fakturownia_case import FakturowniaCase
from tests.contract.fortnox_case import FortnoxCase
from tests.contract.jortt_case import JorttCase

# The fixture of each system's sandbox (see tests/conftest.py) and its case.
CASES = {
    "fakturownia": ("fakturownia_sandbox", FakturowniaCase),
    "fortnox": ("fortnox_sandbox", FortnoxCase),
    "jortt": ("jortt_sandbox", JorttCase),
    "superfaktura": ("sandbox", SuperFakturaCase),
}
