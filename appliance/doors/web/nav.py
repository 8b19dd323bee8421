"""The rail: which doors a role may enter, in the order of a working day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appliance.core.accounts.permissions import Permission, may
from appliance.doors.web.catalogs import N_

if TYPE_CHECKING:
    from appliance.core.accounts.roles import Role


@dataclass(frozen=True)
class Place:
    """One entry of the rail; `label` is a Chinese sentence, translated where it is shown."""

    label: str
    path: str
    icon: str
    permission: Permission
    count: str = ""
    """Where the number beside it is fetched from, if it has one."""


PLACES = (
    Place(N_("会话"), "/desk", "chat", Permission("desk.use")),
    Place(N_("看板"), "/desk/backlog", "pulse", Permission("desk.lead")),
    Place(N_("话术"), "/desk/replies", "note", Permission("desk.use")),
    Place(N_("审计"), "/oversight", "shield", Permission("transcripts.read")),
    Place(N_("客户"), "/oversight/contacts", "card", Permission("subjects.manage")),
    Place(N_("审计链"), "/oversight/audit", "chain", Permission("audit.read")),
    Place(N_("运行"), "/operations", "pulse", Permission("health.read")),
    Place(N_("知识"), "/admin/knowledge", "book", Permission("knowledge.write")),
    Place(
        N_("发布"),
        "/admin/publications",
        "check",
        Permission("knowledge.decide"),
        count="/admin/publications/count",
    ),
    Place(N_("脱敏"), "/admin/masking", "mask", Permission("masking.read")),
    Place(N_("转接"), "/admin/handoff", "handoff", Permission("handoff.read")),
    Place(N_("审批"), "/approvals", "stamp", Permission("approvals.decide"), count="/approvals/count"),
    Place(N_("渠道"), "/admin/channels", "globe", Permission("channels.manage")),
    Place(N_("分配"), "/admin/routing", "inbox", Permission("people.manage")),
    Place(N_("话术"), "/desk/replies", "note", Permission("people.manage")),
    Place(N_("人员"), "/admin/people", "people", Permission("people.manage")),
)


def places_for(role: Role) -> list[Place]:
    """What this role sees in its rail."""
    return [place for place in PLACES if may(role, place.permission)]


def home_of(role: Role) -> str:
    """Where this role starts: its first place, or the page that says there is none."""
    return next((place.path for place in places_for(role)), "/nothing-here")


def here(path: str, role: Role) -> str:
    """The entry of the rail that `path` belongs to (the longest match), or ''."""
    under = [p.path for p in places_for(role) if path == p.path or path.startswith(p.path + "/")]
    return max(under, key=len, default="")
