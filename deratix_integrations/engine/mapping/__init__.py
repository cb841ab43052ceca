"""The field mapper: what becomes of a record on its way into the target of a flow.

``FieldMap`` (rows: target, source, transforms), ``explain`` for a single row, ``document`` for
files. Transforms are in a registry that other addons add to, see ``transforms``.
"""

from . import texts, values
from .document import default_map, default_maps, from_content, from_file, to_content, to_file
from .field_map import FieldMap, Row, Use, explain
from .problems import MapFileProblem, MappingProblem, UserVisible
from .schema import FIELDS, Field
from .transforms import TRANSFORMS, Parameter, Transform, transform

__all__ = [
    "FIELDS",
    "TRANSFORMS",
    "Field",
    "FieldMap",
    "MapFileProblem",
    "MappingProblem",
    "Parameter",
    "Row",
    "Transform",
    "Use",
    "UserVisible",
    "default_map",
    "default_maps",
    "explain",
    "from_content",
    "from_file",
    "to_content",
    "to_file",
    "transform",
]
