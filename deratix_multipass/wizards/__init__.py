from . import secret_set
from . import invoice_add
