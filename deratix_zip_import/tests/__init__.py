from . import (
    test_documents,
    test_duplicates,
    test_entry_route,
    test_import,
    test_preview,
    test_preview_rights,
    test_recognise,
    test_undo_documents,
)
