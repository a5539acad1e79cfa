"""What yearbooks say: invented findings within entries, and remarks on countries outside them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from benchmarks.about_names import ADJECTIVES, REGIONS, name_in

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def said(code: str) -> str:
    """A country's name as it stands in a sentence."""
    return name_in("sentence", code)


class Words:
    """Draws sentences, each with a number of its own."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.serial = rng, 1000

    def town(self) -> str:
        """An invented town."""
        parts = ("ka", "lo", "mi", "ras", "ten", "bul", "nor", "sha", "dje", "vik", "ur", "bé", "qui", "zan", "ho")
        return "".join(self.rng.sample(parts, self.rng.randint(2, 3))).capitalize()

    def number(self) -> str:
        """A number that no other sentence has."""
        self.serial += self.rng.randint(1, 3)
        return f"{self.serial:,}"

    def day(self) -> str:
        """A day of the year."""
        return f"{self.rng.randint(1, 28)} {self.rng.choice(MONTHS)}"

    def others(self, code: str, count: int) -> list[str]:
        """Names of other countries of its region."""
        near = next((members for members in REGIONS.values() if code in members), [])
        pool = [said(other) for other in near if other != code]
        return self.rng.sample(pool, count)

    def finding(self, code: str) -> tuple[str, str]:
        """A finding of the entry of a country, and what kind it is."""
        here, (a, b, c) = said(code), self.others(code, 3)
        adjective = ADJECTIVES.get(code, "")
        kinds: list[tuple[str, Callable[[], str]]] = [
            ("plain", lambda: f"Police used excessive force to disperse demonstrators in {self.town()} on {self.day()}."
             f" At least {self.number()} people were injured, and nobody was held to account."),
            ("plain", lambda: f"There were {self.number()} reports of torture and other ill-treatment of detainees at "
             f"the central police station in {self.town()}. Most of the victims were held without charge."),
            ("own", lambda: f"Security forces in {here} killed at least {self.number()} civilians during operations "
             f"around {self.town()} between {self.rng.choice(MONTHS)} and {self.rng.choice(MONTHS)}."),
            ("own", lambda: f"The {adjective or 'national'} police arrested {self.number()} people in {self.town()}, "
             "among them journalists and lawyers; many said that they had been beaten."),
            ("neighbours", lambda: f"Hundreds of refugees from {a} and {b} were held near the border with {a}. "
             f"The governments of {a} and {c} protested; officers had beaten {self.number()} of them."),
            ("neighbours", lambda: f"{a} and {b} signed an agreement on returns in {self.rng.choice(MONTHS)}. Under it "
             f"{self.number()} people were sent back to {a}, where they risked torture, and some to {c}."),
            ("neighbours", lambda: f"In {a}, a court opened an inquiry into the deaths of {self.number()} migrants "
             "whom border guards had turned back in the previous year."),
            ("abroad", lambda: f"Troops from {b} who are stationed around {self.town()} detained {self.number()} "
             "people without charge, and soldiers were accused of rape."),
        ]  # fmt: skip
        kind, write = self.rng.choice(kinds)
        return write(), kind

    def overview(self, members: list[str]) -> Iterator[tuple[str, set[str], str]]:
        """Remarks on some countries of a region, each with the codes that are right for it."""
        for code in self.rng.sample(members, min(4, len(members))):
            here, (a, b) = said(code), self.others(code, 2)
            adjective = ADJECTIVES.get(code, "")
            ways = [
                f"In {here}, security forces killed {self.number()} people in {self.rng.choice(MONTHS)}.",
                f"In {here}, soldiers shot at {self.number()} people who had fled from {a} and {b}.",
                f"Police in {here} tortured at least {self.number()} detainees.",
                f"Police in {here} beat {self.number()} refugees from {a}, and sent some of them to {b}.",
                f"The government of {here} arrested {self.number()} of its critics.",
                f"Of {self.number()} people killed by police in {here}, most were shot; {a} and {b} kept silent.",
            ]
            if adjective:
                ways.append(f"{adjective} security forces detained {self.number()} protesters in a single night.")
                ways.append(f"{adjective} police beat {self.number()} people, among them citizens of {a}.")
            yield self.rng.choice(ways), {code}, "overview"
        if len(members) > 3:
            a, b, c = (said(code) for code in self.rng.sample(members, 3))
            several = f"Governments in {a}, {b} and {c} used force against {self.number()} protesters."
            yield several, {""}, "several"
        yield f"Across the region {self.number()} people were known to have died in police custody.", {""}, "general"
