from . import entry
from . import prepare
from . import result
from . import upload
