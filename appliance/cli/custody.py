"""What is asked of persons at the terminal: passphrases and shares; and how new shares are handed out.

Nothing typed here is echoed on a terminal. Where there is none, lines come from standard input.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable

from appliance.cli.terminal import err, language, out, say
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.settings import Settings
from appliance.core.vault import shares
from appliance.core.vault.collecting import gave_up, take
from appliance.core.vault.seal import SHORTEST_PASSPHRASE, Method, Params, make_keyfile, read_keyfile
from appliance.core.vault.shares import Collector, Made, Share
from appliance.core.vault.vault import Vault

_SYMBOLS = shares.GROUPS * shares.GROUP


def line(zh: str, en: str) -> str | None:
    """One line, without its end; None when there are no more."""
    if sys.stdin.isatty():
        try:
            return getpass.getpass(zh if language() == "zh" else en)
        except EOFError:
            return None
    given = sys.stdin.readline()
    return given.rstrip("\r\n") if given else None


def passphrase() -> bytes:
    """The present passphrase."""
    return (line("解封口令：", "Passphrase: ") or "").encode()


def new_passphrase() -> bytes:
    """A new passphrase, typed twice at a terminal. Raises `BadInput`."""
    given = line(f"新的解封口令（至少 {SHORTEST_PASSPHRASE} 个字符）：", "New passphrase: ") or ""
    if sys.stdin.isatty() and line("再输一次：", "Again: ") != given:
        raise BadInput("两次输入不一致。", "The two passphrases differ.")
    if len(given) < SHORTEST_PASSPHRASE:
        raise BadInput(
            f"解封口令至少 {SHORTEST_PASSPHRASE} 个字符。",
            f"The passphrase needs at least {SHORTEST_PASSPHRASE} characters.",
        )
    return given.encode()


def share(have: int, need: int) -> str | None:
    """What a custodian types of one share, on one line or as the lines it is printed on; None for no more."""
    typed = ""
    while True:
        more = " …" if typed else ""
        given = line(
            f"份额 {have + 1}/{need}{more}（直接回车结束）：",
            f"Share {have + 1} of {need}{more} (Enter to stop): ",
        )
        if not given:
            return typed or None
        typed += given + " "
        if sum(letter.isalnum() for letter in typed) >= _SYMBOLS:
            return typed


def present_secret(vault: Vault, settings: Settings) -> bytes:
    """The secret that opens the vault now: from the settings, or from whoever is at the terminal.

    Raises `BadInput`, and for shares `WrongShare` where nobody can try again.
    """
    method = vault.method
    if method == "keyfile":
        return read_keyfile(settings.key_path)
    if method == "passphrase":
        return settings.passphrase.get_secret_value().encode() or passphrase()
    collector = Collector(vault.file().params)
    gather(collector, lambda typed: take(vault, collector, typed))
    if not collector.complete:
        gave_up(vault, collector)
        raise too_few(len(collector.numbers), collector.need)
    return collector.secret()


def gather(collector: Collector, give: Callable[[str], object]) -> None:
    """Ask for shares until there are enough or no more come. At a terminal a bad one is said and asked for again."""
    while not collector.complete:
        typed = share(len(collector.numbers), collector.need)
        if typed is None:
            return
        try:
            give(typed)
        except ApplianceError as problem:
            if not sys.stdin.isatty():
                raise
            err.print(problem.said(language()), style="red", markup=False, soft_wrap=True)


def too_few(have: int, need: int) -> BadInput:
    """Not enough shares for an act of the terminal alone."""
    return BadInput(
        f"份额不足：需要 {need} 份，只有 {have} 份。",
        f"Too few shares: {need} are needed, {have} were given.",
    )


def new_secret(
    method: Method, settings: Settings, count: int, threshold: int, *, check: bool
) -> tuple[bytes, Params | None]:
    """A new secret and, for shares, its parameters. What persons must keep has been shown when this returns.

    With `check`, custodians give enough of the new shares back, which proves that they were written down.
    """
    if method == "keyfile":
        path = settings.key_path
        if not path.exists():
            make_keyfile(path)
        return read_keyfile(path), None
    if method == "passphrase":
        return settings.passphrase.get_secret_value().encode() or new_passphrase(), None
    made = shares.make(threshold, count)
    hand_out(made)
    if check:
        say(
            f"请保管人现在录入其中任意 {threshold} 份，以确认抄写无误：",
            f"Now give any {threshold} of them back, to prove that they were written down right:",
        )
        collector = Collector(made.params)
        gather(collector, collector.add)
        if not collector.complete:
            raise too_few(len(collector.numbers), threshold)
    return made.secret, made.params


def hand_out(made: Made) -> None:
    """Show each share once; at a terminal one after another, each alone on the screen."""
    alone = sys.stdin.isatty() and out.is_terminal
    for each in made.shares:
        if alone:
            out.clear()
        _show(each, len(made.shares))
        if alone:
            line(
                "抄写完毕后按回车，屏幕将清除：",
                "Press Enter when it is written down; the screen is cleared: ",
            )
            out.clear()


def _show(each: Share, count: int) -> None:
    say(
        f"密钥份额 {each.number}/{count} · 集齐 {each.threshold} 份即可解封 · 组号 {each.set_name} · 只显示这一次",
        f"Key share {each.number} of {count} · any {each.threshold} unseal · set {each.set_name} · shown this once",
    )
    groups = each.text.split("-")
    for start in range(0, len(groups), 4):
        out.print("    " + "-".join(groups[start : start + 4]), markup=False)
    out.print()
