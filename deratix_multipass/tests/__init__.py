from . import test_rights
from . import test_settings
from . import test_pairing
