from . import people_import
from . import people_import_line
