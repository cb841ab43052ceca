from . import entry
from . import prepare
from . import upload
