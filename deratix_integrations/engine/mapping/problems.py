"""What can be wrong with a field map, a file of one, or a record that goes through it."""

from __future__ import annotations

from collections.abc import Mapping


class UserVisible(Exception):
    """A failure that a person can mend: a ``code`` by which the Odoo side finds the translated
    sentence, and ``params`` with the values named in it.

    ``str()`` is the English sentence; params may hold values of a record, the sentence does not.
    """

    texts: Mapping[str, str] = {}

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(self.texts[code])


class MappingProblem(UserVisible):
    """Params: ``target``, the path of the target field, wherever there is one, and those named
    behind the sentences."""

    texts = {
        # -- of a row
        "unknown_target": "There is no such target field.",
        "duplicate_target": "The target field has two rows.",
        "missing_target": "The target field needs a row.",
        "unknown_transform": "There is no such transform.",  # name
        "unknown_parameter": "The transform has no such parameter.",  # name, parameter
        "missing_parameter": "The transform lacks a parameter.",  # name, parameter
        "bad_parameter": "A parameter of the transform is wrong.",  # name, parameter
        "path_syntax": "The source is no path.",  # path
        "path_too_large": "The source is too long or too nested.",  # most: characters
        "expression_syntax": "The expression cannot be read.",
        "expression_too_large": "The expression, or a value in it, is too large.",  # most
        "expression_forbidden": "The expression uses something that is not allowed.",  # name
        # -- of a value
        "path_failed": "The source cannot be read from this record.",  # path
        "expression_failed": "The expression does not work for this record.",
        "not_text": "The result is a list or a group of fields, not one text.",
        "not_number": "The value is no number.",  # value
        "not_whole": "The value is no whole number.",  # value
        "not_date": "The value is no date.",  # value
        "not_flag": "The value is neither yes nor no.",  # value
        "not_country": "The value is no code of a country.",  # value
        "not_in_table": "The value is not in the table.",  # value
        "unknown_unit": "The unit cannot be converted.",  # value
        "units_differ": "The units measure different things.",  # value, to
        "too_long": "The text is longer than the field.",  # length, most
        "required_empty": "The field must not be empty.",
        "result_too_large": "The result is far too long.",  # most
    }


class MapFileProblem(MappingProblem):
    """A file, or stored content, that is no field map."""

    texts = {
        "file_too_large": "The file is too large.",  # most, in kilobytes
        "file_not_json": "The file is no JSON.",
        "file_not_map": "The file is no field mapping.",
        "file_version": "The file is of another version.",  # version
        "file_shape": "A part of the file has a wrong form.",  # part
        "file_too_many": "A part of the file has too many entries.",  # part, most
    }
