"""Everything that may go wrong, with its fix.

PolicyScanError            the base: catching it catches all that is expected
├── ManifestError          a manifest that cannot be read or contradicts itself
├── DocumentError          one document that cannot be used; the others go on
├── TaxonomyError          a rule or cue file that breaks its contract
├── ModelError             a model that is missing, altered or of another shape
├── IndexMismatch          a vector index made by another model or other clauses
├── WorkspaceError         a folder that is not a workspace, or cannot be written
│   └── WorkspaceBusy      another process is writing to the workspace
└── QueryError             a question or filter that cannot be understood
"""

from __future__ import annotations

from enum import StrEnum


class PolicyScanError(Exception):
    """An expected failure: what happened, and the one thing to do about it."""

    def __init__(self, problem: str, *, fix: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.problem}\n  Fix: {self.fix}"

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling between worker processes.
        return (_rebuild, (type(self), self.problem, self.fix, dict(self.__dict__)))


def _rebuild(kind: type[PolicyScanError], problem: str, fix: str, state: dict[str, object]) -> PolicyScanError:
    error = kind.__new__(kind)
    Exception.__init__(error, problem)
    error.__dict__.update(state)
    return error


class DocumentFault(StrEnum):
    """Why a document could not be used."""

    NOT_FOUND = "not_found"
    UNREADABLE_PATH = "unreadable_path"
    EMPTY = "empty"
    NOT_A_PDF = "not_a_pdf"
    BROKEN = "broken"
    NEEDS_PASSWORD = "needs_password"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"


class ManifestError(PolicyScanError):
    """A manifest that cannot be read, or that contradicts itself."""


class DocumentError(PolicyScanError):
    """One document that cannot be used; `fault` says in one word why."""

    def __init__(self, problem: str, *, fix: str, fault: DocumentFault) -> None:
        super().__init__(problem, fix=fix)
        self.fault = fault


class TaxonomyError(PolicyScanError):
    """A rule or cue file that breaks its contract."""


class ModelError(PolicyScanError):
    """A model that is missing, altered or of another shape than its record says."""


class IndexMismatch(PolicyScanError):
    """A vector index made by another model, or for other passages."""


class WorkspaceError(PolicyScanError):
    """A folder that is not a workspace, or that cannot be written."""


class WorkspaceBusy(WorkspaceError):
    """Another process is writing to the workspace."""


class QueryError(PolicyScanError):
    """A question, filter or option that cannot be understood."""
