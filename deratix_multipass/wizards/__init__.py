from . import secret_set
from . import invoice_add
from . import people_import
from . import people_import_line
