"""What the workers of a child do: read a document once, and later give the same answer from a record.

Reading is a pure function of its task, so that forty runs need not do it forty times.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path

from policyscan.work import Task, Worked

RECORDS = "POLICYSCAN_TEST_RECORDS"


def work(task: Task, on_progress: Callable[[object], None]) -> Worked:
    source = task.source
    # A listing tells where its document came from: the address, or else the path.
    place_of = (source.file, source.address or str(source.path))
    facts = (place_of, source.place, source.kind, source.title, source.published, source.series)
    asked = (task.sha256, facts, sorted(task.known_ocr), task.parsed is None, task.extract, task.is_policy)
    record = Path(os.environ[RECORDS]) / hashlib.sha256(repr(asked).encode()).hexdigest()
    if not record.exists():
        from policyscan.work import work as read

        messages: list[object] = []
        try:
            answer: Worked | Exception = read(task, messages.append)
        except Exception as error:
            answer = error
        part = record.with_suffix(f".{os.getpid()}")
        part.write_bytes(pickle.dumps((messages, answer)))
        part.replace(record)
    messages, answer = pickle.loads(record.read_bytes())
    for message in messages:
        on_progress(message)
    if isinstance(answer, Exception):
        raise answer
    return answer
