"""Threads in which the model computes while the database looks up words: neither holds the interpreter."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache


@cache
def beside() -> ThreadPoolExecutor:
    """The threads of this process. What runs there asks no store: whoever waits may be within a transaction of it."""
    return ThreadPoolExecutor(max_workers=os.cpu_count() or 2, thread_name_prefix="policyscan-search")


# A forked child has none of its parent's threads.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=beside.cache_clear)
