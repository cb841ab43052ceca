from . import pdf
from . import ping
