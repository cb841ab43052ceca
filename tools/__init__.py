"""What stands behind ./dev. Standard library only; needs no virtual environment to start."""
