"""Read what an agreement says beyond its parties: topics, time, money, oversight, powers and duties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from policyscan.agreements.terms_context import context_of, distinct
from policyscan.agreements.terms_duties import duties
from policyscan.agreements.terms_money import money
from policyscan.agreements.terms_time import timing
from policyscan.agreements.topics import find_topics
from policyscan.model import ParsedDocument, Party, Term

# The order in which terms are shown; what stands under other names follows.
ORDER = (
    "topics", "effective", "term", "end_date", "renewal", "ends", "notice_days", "review", "payer", "amounts",
    "oversight", "rights_vetting", "vetting", "audit", "public_reporting", "media", "reporting", "complaints",
    "supervision", "powers", "force_rules", "data_sharing", "confidentiality", "immunity", "liability", "civil_rights",
    "training_duty", "personnel", "equipment",
)  # fmt: skip


def find_terms(document: ParsedDocument, parties: Sequence[Party], signed: date | None = None) -> tuple[Term, ...]:
    """The terms of an agreement in the order of `ORDER`; of one name the surest first, then as they stand.

    `parties` say whom "the City" or "ICE" means; `signed` is the day of the last signature,
    from which a term may count. English only; a term that is not found is not given.
    """
    context = context_of(document, parties)
    found = distinct([*find_topics(context), *timing(context, signed), *money(context), *duties(context)])
    place = {name: number for number, name in enumerate(ORDER)}
    # The first of a name is the one to show: sure ones go before the others, equals as they stand in the text.
    return tuple(sorted(found, key=lambda term: (place.get(term.name, len(ORDER)), -term.confidence, term.start)))
