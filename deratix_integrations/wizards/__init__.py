from . import base_partner_merge
from . import history_wizard
from . import import_wizard
from . import line_edit
