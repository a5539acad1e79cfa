"""What is known about policing: measures, force types and cues, read from rule files."""

from policyscan.taxonomy.hashes import data_hash
from policyscan.taxonomy.loader import load
from policyscan.taxonomy.records import CueRule, ForceType, Measure, Rule, Taxonomy

__all__ = ["CueRule", "ForceType", "Measure", "Rule", "Taxonomy", "data_hash", "load"]
