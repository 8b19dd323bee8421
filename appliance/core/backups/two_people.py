"""Four eyes: two persons of two different powers, each with a password of their own."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.core.accounts import passwords, queries
from appliance.core.accounts.roles import Role
from appliance.core.accounts.tables import DISABLED
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import NotPermitted
from appliance.core.store.session import ReadSession

POWERS = (Role.ADMINISTRATOR, Role.COMPLIANCE_OFFICER, Role.IT_OPERATOR)


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """Who somebody says they are."""

    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has proved it."""

    id: str
    name: str
    role: str

    @property
    def actor(self) -> Actor:
        """As the audit trail names them."""
        return Actor("agent", self.id, self.name)


def two(s: ReadSession, first: Claim, second: Claim) -> tuple[Person, Person]:
    """The two persons, if both are staff of this store and hold different ones of the three powers.

    Raises `NotPermitted` without saying which of the two was wrong.
    """
    people = []
    for claim in (first, second):
        found = queries.by_login(s, claim.login)
        stored = found.password_hash if found is not None and found.state != DISABLED else None
        right = passwords.right(claim.password, stored)  # takes as long for nobody
        if found is not None and right and found.role in POWERS:
            people.append(Person(found.id, found.name, found.role))
    if len(people) < 2 or people[0].id == people[1].id or people[0].role == people[1].role:
        raise NotPermitted(
            "需要两位在职人员各自的工号与密码，且分属管理员、合规、运维中的两种角色；未作任何改动。",
            "This takes two persons with their own passwords, of two different powers "
            "(administrator, compliance officer, IT operator); nothing was changed.",
        )
    return people[0], people[1]
