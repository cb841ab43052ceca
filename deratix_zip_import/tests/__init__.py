from . import test_documents, test_duplicates, test_import, test_undo_documents
