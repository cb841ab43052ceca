"""One folder a system: ``client.py`` has its endpoints, ``mapping.py`` turns JSON into records."""
