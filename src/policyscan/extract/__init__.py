"""Read parsed documents: clauses with modality, exceptions and actors, passages, findings."""

from policyscan.extract.reading import findings_of, read, read_text, version

__all__ = ["findings_of", "read", "read_text", "version"]
