"""Prefect flows, each thin over the library: the only place that imports prefect."""
