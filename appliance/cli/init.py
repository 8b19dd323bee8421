"""`appliance init`: a new installation: vault, keyring, store and the first three persons of separate powers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import typer

from appliance.cli.custody import new_secret
from appliance.cli.terminal import out, say
from appliance.core.accounts.actions import create_agent
from appliance.core.accounts.roles import Role
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import BadInput, Conflict
from appliance.core.settings import Settings, load
from appliance.core.vault.seal import Params
from appliance.core.vault.shares import check_numbers
from appliance.wiring import Appliance

app = typer.Typer()


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in."""

    login: str
    name: str
    role: str
    password: str


FIRST = (
    ("administrator", "admin", "系统管理员"),
    ("compliance_officer", "compliance", "合规专员"),
    ("it_operator", "operator", "运维人员"),
)


@app.callback(invoke_without_command=True)
def init(
    admin: str = typer.Option("admin", help="管理员登录名 · administrator's login"),
    compliance: str = typer.Option("compliance", help="合规专员登录名 · compliance officer's login"),
    operator: str = typer.Option("operator", help="运维人员登录名 · IT operator's login"),
    seal: str = typer.Option("", "--seal", help="passphrase、keyfile 或 shares；缺省按 SEAL · default: SEAL"),
    count: int = typer.Option(5, "--shares", help="份额总数 · how many shares"),
    threshold: int = typer.Option(3, "--threshold", help="解封所需份额数 · how many unseal"),
) -> None:
    """Ask for the passphrase (or show each custodian's share once) and create everything; the three first passwords
    are shown once and must be changed."""
    settings = load(seal=seal) if seal else load()
    check_empty(settings)
    if settings.seal == "shares":
        check_numbers(threshold, count)
    logins = {"administrator": admin, "compliance_officer": compliance, "it_operator": operator}
    people = [Person(logins[role], name, role, secrets.token_urlsafe(12)) for role, _, name in FIRST]
    if len(set(logins.values())) < len(logins):
        raise BadInput("三位人员的登录名必须各不相同。", "The three persons need three different logins.")
    secret, params = new_secret(settings.seal, settings, count, threshold, check=False)
    create(settings, secret, people, must_change=True, params=params)
    say(
        "已建立。以下口令只显示这一次，首次登录须修改：",
        "Created. These passwords are shown once and must be changed at first sign-in:",
    )
    for person in people:
        out.print(f"  {person.role:<20} {person.login:<16} {person.password}", markup=False)
    say("接下来：appliance serve", "Next: appliance serve")


def create(
    settings: Settings,
    secret: bytes,
    people: list[Person],
    *,
    must_change: bool,
    params: Params | None = None,
) -> None:
    """Make the data folder's vault, store and `people`. Raises `Conflict` for a folder that is not empty; what was
    begun is taken away again if a step fails, so that the next try finds an empty folder.
    """
    check_empty(settings)
    folder = settings.data_dir.resolve()
    before = set(folder.rglob("*")) if folder.exists() else set()
    appliance = Appliance(settings)
    appliance.take_folder()
    try:
        appliance.vault.create(settings.seal, secret, params)
        appliance.unseal(secret, new=True)
        with appliance.store.writing() as s:
            for each in people:
                create_agent(
                    s,
                    each.login,
                    each.name,
                    Role(each.role),
                    each.password,
                    actor=SYSTEM,
                    must_change=must_change,
                )
    except BaseException:
        appliance.stop()
        for made in sorted(set(folder.rglob("*")) - before, reverse=True):  # what lies deepest first
            if made.is_dir():
                made.rmdir()
            else:
                made.unlink(missing_ok=True)
        raise
    appliance.stop()


def check_empty(settings: Settings) -> None:
    """Raises `Conflict` if the data folder holds anything but settings, the lock and the unseal key file."""
    folder = settings.data_dir.resolve()
    own = {settings.key_path.resolve(), folder / "settings.env", folder / "lock"}
    if folder.exists() and any(not found.is_dir() and found not in own for found in folder.rglob("*")):
        raise Conflict(
            f"目录 {folder.name} 不是空的；init 只在空目录里建立新系统，不会改动已有数据。",
            f"The folder {folder.name} is not empty; init only sets up in an empty folder and never touches existing data.",
        )
