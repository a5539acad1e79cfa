"""Prefect flows: thin callers of the library."""
