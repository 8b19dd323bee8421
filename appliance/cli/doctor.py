"""`appliance doctor`: what this machine has, what the settings say, what is missing; one line each."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from appliance.cli import control
from appliance.cli.control import Report
from appliance.cli.inside import control_path, unopened
from appliance.cli.terminal import Steps, language, out
from appliance.cli.vault import described
from appliance.core.kit.counted import many
from appliance.core.kit.errors import ApplianceError, SealedError
from appliance.core.settings import Settings, load
from appliance.core.vault.vault import Vault

if TYPE_CHECKING:
    from appliance.core.audit.checkup import Line
    from appliance.core.kit.parts import Parts

app = typer.Typer()


@app.callback(invoke_without_command=True)
def doctor(
    data: bool = typer.Option(
        True,
        help="通读全部数据：每一页、结构、审计链、锚定 · read all data through: pages, structure, chain, anchors",
    ),
) -> None:
    """Exit 1 if something that the appliance needs is missing, or if any data is not as it was written."""
    settings = load()
    bad = 0
    for good, zh, en in [*checks(settings), *(data_checks(settings) if data else [])]:
        bad += good is False
        mark = {True: "✓", False: "✗", None: "·"}[good]
        out.print(f"{mark} {zh if language() == 'zh' else en}", markup=False, soft_wrap=True)
    out.print()
    for name, field in Settings.model_fields.items():
        out.print(
            f"  {name.upper():<20} {getattr(settings, name)!s:<24} {field.description or ''}", markup=False
        )
    raise typer.Exit(1 if bad else 0)


def checks(settings: Settings) -> list[tuple[bool | None, str, str]]:
    """(good, Chinese, English); None is information only."""
    import sqlcipher3

    version = sqlcipher3.dbapi2.sqlite_version
    data = settings.data_dir
    free = shutil.disk_usage(data if data.exists() else Path.cwd()).free / 2**30
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    engine = settings.engine_python_path
    running = control.listening(control_path(settings))
    return [
        *_vault(settings),
        (sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", f"Python {sys.version.split()[0]}"),
        (
            tuple(int(n) for n in version.split(".")) >= (3, 51, 3),
            f"SQLite {version}（经 SQLCipher）",
            f"SQLite {version} (through SQLCipher)",
        ),
        (free > 2, f"磁盘可用 {free:.1f} GB", f"{free:.1f} GB of disk free"),
        (memory > 6, f"内存 {memory:.1f} GB", f"{memory:.1f} GB of memory"),
        (
            engine.exists() or settings.engine != "auto" or bool(settings.llm_url),
            "引擎环境已安装" if engine.exists() else "没有引擎环境：运行 make setup，或设置 ENGINE=off",
            "engine environment installed"
            if engine.exists()
            else "no engine environment: run `make setup` or set ENGINE=off",
        ),
        _readers(),
        (
            None,
            "服务正在运行" if running else "服务未在运行",
            "service is running" if running else "service is not running",
        ),
        *(_visitors(settings) if running else []),
    ]


def _visitors(settings: Settings) -> list[tuple[bool | None, str, str]]:
    """How the visitors' process is, where they have one."""
    try:
        apart = control.call(control_path(settings), "visitors.state", {})
    except ApplianceError as problem:
        return [(False, problem.zh, problem.en)]
    if apart is None:
        return []
    hangs = apart["hangs"]
    hangs_zh = f"（其中失去响应 {hangs} 次）" if hangs else ""
    hangs_en = f", {hangs} of them no longer answering" if hangs else ""
    good = {"ready": True, "sealed": None}.get(apart["state"], False)
    return [
        (
            good,
            f"访客入口 {apart['address']}：{'就绪' if good else '已封存' if good is None else '没有就绪，见 logs/visitors.log'}"
            f"；意外结束 {apart['falls']} 次{hangs_zh}",
            f"visitors' entrance {apart['address']}: "
            f"{'ready' if good else 'sealed' if good is None else 'not ready, see logs/visitors.log'}"
            f"; {many(apart['falls'], 'unexpected end')}{hangs_en}",
        )
    ]


def _readers() -> tuple[bool | None, str, str]:
    """Who keeps the processes that read files from the network; the kernel is the better answer."""
    from appliance.ai.knowledge.readers import shield

    if shield.held_by() == "kernel":
        return (
            True,
            "读取文件的进程由内核禁止联网",
            "the kernel keeps processes that read files from the network",
        )
    return (
        None,
        "读取文件的进程仅由解释器禁止联网（内核不支持 seccomp）",
        "only the interpreter keeps processes that read files from the network (the kernel takes no seccomp filter)",
    )


def _vault(settings: Settings) -> list[tuple[bool | None, str, str]]:
    """Seal method, generation and algorithm, if there is a vault; a damaged one is bad."""
    vault = Vault(settings.data_dir)
    new = f"新密文算法：{settings.cipher}", f"new values are sealed by {settings.cipher}"
    if not vault.exists():
        return [(None, "还没有保险库：appliance init", "no vault yet: appliance init"), (None, *new)]
    try:
        return [*((None, zh, en) for zh, en in described(vault)), (None, *new)]
    except ApplianceError as problem:
        return [(False, problem.zh, problem.en)]


def data_checks(settings: Settings) -> list[tuple[bool | None, str, str]]:
    """What reading all data through has found; one line that says why if it cannot be read now."""
    if not Vault(settings.data_dir).exists():
        return []
    try:
        with Steps() as steps:
            path = control_path(settings)
            if control.listening(path):
                return [tuple(line) for line in control.call(path, "doctor.data", {}, steps)]
            return [(line.good, line.zh, line.en) for line in _alone(settings, steps)]
    except SealedError:
        return [(None, "数据未检查：需先解封", "data not checked: it is sealed")]
    except ApplianceError as problem:
        if problem.en == SealedError().en:  # a running service said so
            return [(None, problem.zh, problem.en)]
        return [(False, f"数据未检查：{problem.zh}", f"data not checked: {problem.en}")]


def _alone(settings: Settings, report: Report) -> list[Line]:
    from appliance.core.audit.checkup import look

    with unopened(settings) as appliance:
        return look(settings, appliance.vault, None, report)


def _data(parts: Parts, arguments: dict[str, Any], report: Report) -> list[list[Any]]:
    from appliance.core.audit.checkup import look
    from appliance.core.store.session import Store

    found = look(parts.get(Settings), parts.get(Vault), parts.get(Store), report)
    return [[line.good, line.zh, line.en] for line in found]


HANDLERS = {"doctor.data": _data}
