from . import pdf
from . import ping
from . import webhook
