from . import oauth
from . import pdf
from . import ping
from . import webhook
