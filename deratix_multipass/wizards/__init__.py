from . import secret_set
