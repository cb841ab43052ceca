from . import test_archive_care, test_inspect, test_prepare, test_upload, test_upload_http
