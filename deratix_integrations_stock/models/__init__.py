from . import flow
from . import run
from . import stock
