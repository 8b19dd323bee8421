"""Every command that runs inside the service: an explicit list."""

from __future__ import annotations

import functools
from dataclasses import asdict
from typing import Any

from appliance.cli import (
    ask,
    audit,
    backup,
    backup_keyring,
    contacts,
    doctor,
    handoff_rules,
    knowledge,
    models,
    people,
    vault,
)
from appliance.cli.control import Handler, Report
from appliance.core.kit.errors import BadInput, SealedError
from appliance.doors.channels.apart import Apart
from appliance.wiring import Appliance

VISITORS_WAIT = 15.0  # seconds that an unseal waits for the visitors' process


def handlers(appliance: Appliance) -> dict[str, Handler]:
    """Command name -> handler, bound to this appliance's parts."""

    def seal(arguments: dict[str, Any], report: Report) -> None:
        appliance.seal()

    def start() -> None:
        appliance.start()
        if appliance.beside is not None:
            appliance.beside.until_ready(VISITORS_WAIT)

    def unseal(arguments: dict[str, Any], report: Report) -> None:
        appliance.unseal(bytes.fromhex(arguments["secret"]))
        start()

    def offer(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
        progress = appliance.offer_share(arguments["share"])
        if progress.open:
            start()
        return asdict(progress)

    def progress(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
        return asdict(appliance.collecting.progress())

    def abandon(arguments: dict[str, Any], report: Report) -> bool:
        return appliance.collecting.abandon()

    def keys(arguments: dict[str, Any], report: Report) -> dict[str, str]:
        if appliance.settings.worker_inside:
            raise BadInput(
                "服务自带后台进程；要分开运行，请以 WORKER_INSIDE=false 启动服务。",
                "The service runs its own worker; start it with WORKER_INSIDE=false to run one apart.",
            )
        return {"root": appliance.vault.hand_over().hex()}

    def visitors(arguments: dict[str, Any], report: Report) -> dict[str, Any] | None:
        if not appliance.parts.has(Apart):
            return None
        apart = appliance.parts.get(Apart)
        return {"address": apart.address, "state": apart.state, "falls": apart.falls, "hangs": apart.hangs}

    def wanted(arguments: dict[str, Any], report: Report) -> bool:
        return not appliance.vault.sealed

    bound: dict[str, Handler] = {
        "vault.seal": seal,
        "vault.unseal": unseal,
        "vault.shares.offer": offer,
        "vault.shares.progress": progress,
        "vault.shares.abandon": abandon,
        "worker.keys": keys,
        "worker.wanted": wanted,
        "visitors.state": visitors,
    }
    rooms = (
        ask,
        audit,
        backup,
        backup_keyring,
        contacts,
        doctor,
        handoff_rules,
        knowledge,
        models,
        people,
        vault,
    )
    for room in rooms:
        for name, handle in room.HANDLERS.items():
            bound[name] = functools.partial(_opened, appliance, handle)
    for name, handle in vault.ALSO_SEALED.items():
        bound[name] = functools.partial(handle, appliance.parts)
    for name in [name for name in bound if name.startswith("vault.")]:
        bound[name] = _noted(appliance, bound[name])
    return bound


def _noted(appliance: Appliance, handle: Handler) -> Handler:
    """What it wrote into the seal journal, refusals too, is in the audit chain when it ends, if that is open."""

    def noted(arguments: dict[str, Any], report: Report) -> Any:
        try:
            return handle(arguments, report)
        finally:
            appliance.note_vault()

    return noted


def _opened(appliance: Appliance, handle: Any, arguments: dict[str, Any], report: Report) -> Any:
    """Run `handle` on the parts of an open appliance. Raises `SealedError` otherwise."""
    if appliance.vault.sealed:
        raise SealedError
    return handle(appliance.parts, arguments, report)
