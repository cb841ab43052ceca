from . import log_mask
from . import login
from . import leave
