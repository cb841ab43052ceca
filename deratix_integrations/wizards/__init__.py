from . import base_partner_merge
from . import import_wizard
from . import line_edit
