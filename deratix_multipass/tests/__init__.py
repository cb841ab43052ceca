from . import test_rights
from . import test_settings
from . import test_pairing
from . import test_login
from . import test_leave
from . import test_people_import
from . import test_people_table
