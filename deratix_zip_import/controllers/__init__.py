from . import prepare
from . import upload
