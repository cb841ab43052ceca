from . import test_counting
from . import test_counting_kept
from . import test_own_stock
