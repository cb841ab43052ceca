from . import authorisation
from . import base_partner_merge
from . import history_wizard
from . import import_wizard
from . import invoice_add
from . import invoice_add_department
from . import invoice_add_line
from . import line_edit
