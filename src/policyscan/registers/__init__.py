"""Lists of what documents say: agreements, findings of rights reports, recommendations.

Each builds a `Register` from the store and nothing else; every value comes with the words it rests on.
"""

from policyscan.registers.agreements import agreements
from policyscan.registers.findings import findings
from policyscan.registers.recommendations import recommendations

__all__ = ["agreements", "findings", "recommendations"]
