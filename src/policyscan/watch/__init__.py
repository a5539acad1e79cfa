"""Check the sources of a list, keep what arrives by its content, and say what it stands for."""

from __future__ import annotations

from policyscan.watch.accept import accept, withdraw
from policyscan.watch.check import Watch
from policyscan.watch.documents import documents_in_force
from policyscan.watch.follow import Item
from policyscan.watch.health import Health, accept_volumes, assess, remember_volumes, volumes
from policyscan.watch.settings import WatchSettings, from_environment, networks

__all__ = [
    "Health",
    "Item",
    "Watch",
    "WatchSettings",
    "accept",
    "accept_volumes",
    "assess",
    "documents_in_force",
    "from_environment",
    "networks",
    "remember_volumes",
    "volumes",
    "withdraw",
]
