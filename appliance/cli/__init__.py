"""The `appliance` command. Every command is quick to start: it imports only what it uses."""

from __future__ import annotations

import importlib
import os
import sys

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError
from typer.core import TyperCommand, TyperGroup

from appliance.core.kit.errors import ApplianceError

# name -> (module, one line of help); a module is imported only when its command is called.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": (
        "init",
        "建立数据目录、密钥库与首批三位人员 · create vault, keyring, store and the first three persons",
    ),
    "serve": ("serve", "启动服务 · start the appliance"),
    "demo": ("demo", "一键演示：示例银行与演示账号 · sample bank with demo accounts, ready to try"),
    "worker": ("worker", "独立后台进程 · a background process of its own"),
    "seal": ("seal", "立即封存运行中的服务 · seal the running appliance at once"),
    "unseal": ("unseal", "解封 · unseal the running appliance"),
    "vault": ("vault", "解封方式与密钥轮换 · unseal method, shares, key rotation"),
    "ask": ("ask", "在终端以访客身份提问 · ask as a visitor would"),
    "handoff": ("handoff", "何时转人工：判定、规则与回放 · when a person takes over: decide, rules, replay"),
    "mask": ("mask", "检测与脱敏文本 · find and mask personal data in text"),
    "knowledge": ("knowledge", "导入、检索与重建知识库 · import, search and reindex knowledge"),
    "models": ("models", "模型包 · model bundles"),
    "audit": ("audit", "核验审计链 · verify the audit chain"),
    "backup": ("backup", "备份、核对与恢复 · make, check and restore backups"),
    "contacts": ("contacts", "客户资料：持有、删除、证书 · contacts: holdings, erasure, certificates"),
    "people": ("people", "人员与角色 · people and roles"),
    "doctor": ("doctor", "检查本机与设置 · check this machine and the settings"),
}


class Lazily(TyperGroup):
    """Lists all commands, imports one."""

    def list_commands(self, ctx: object) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: object, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
        if name not in COMMANDS:
            return None
        from appliance.cli import helps
        from appliance.cli.terminal import language

        module, said = COMMANDS[name]
        if sys.argv[1:] in ([], ["--help"]):  # the list of commands needs none of them
            return TyperCommand(name, help=helps.half(said, language()))
        app: typer.Typer = importlib.import_module(f"appliance.cli.{module}").app
        command = typer.main.get_command(app)
        command.name, command.help, command.short_help = name, said, said
        helps.spoken(command, language())
        return command


app = typer.Typer(
    cls=Lazily,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="客服一体机 · Kefu Appliance",
    epilog="LOCALE=en：English · LOCALE=zh：中文",
)


@app.callback()
def main() -> None:
    """客服一体机 · Kefu Appliance"""


def run() -> None:
    """Entry point: a refusal is one sentence and a non-zero exit code, never a traceback."""
    from appliance.cli.terminal import err, language

    os.umask(0o077)  # whatever a command writes is its owner's alone
    try:
        sys.exit(app(prog_name="appliance", standalone_mode=False) or 0)
    except ApplianceError as problem:
        err.print(problem.said(language()), style="red", markup=False, soft_wrap=True)
        sys.exit(getattr(problem, "code", problem.exit_code))
    except UsageError as problem:
        if isinstance(problem, NoArgsIsHelpError):
            print(problem.format_message())  # the help, already laid out
        else:
            err.print(_usage(problem), style="red", markup=False, soft_wrap=True)
        sys.exit(problem.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)


def _usage(problem: UsageError) -> str:
    """A mistyped command line in one sentence; the parser's own words stay English."""
    from appliance.cli.terminal import language

    words, path = (
        problem.format_message().rstrip("."),
        problem.ctx.command_path if problem.ctx else "appliance",
    )
    if language() == "en":
        return f"{words}; see `{path} --help`."
    return f"命令行有误（{words}）；用法见 {path} --help。"
