"""Read parsed documents: clauses with modality, exceptions and actors, passages, findings."""

from policyscan.extract.reading import document_of, findings_of, read, read_text, version

__all__ = ["document_of", "findings_of", "read", "read_text", "version"]
