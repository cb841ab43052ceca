"""One folder a system: its endpoints (``client.py``) and the mapping of its JSON to records (``mapping.py``)."""
