"""`appliance vault`: how the vault is locked, and changing that: another secret, other custodians, other keys."""

from __future__ import annotations

from typing import Any

import typer

from appliance.cli import control, custody
from appliance.cli.inside import control_path, run
from appliance.cli.terminal import Steps, say
from appliance.core.audit.standing import Standing
from appliance.core.kit.counted import many
from appliance.core.kit.errors import BadInput, Conflict
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings, load
from appliance.core.store.session import Store
from appliance.core.vault import changes, rekey, shares
from appliance.core.vault.seal import METHODS, Method, make_keyfile
from appliance.core.vault.vault import Vault

app = typer.Typer(no_args_is_help=True)

NAMES: dict[Method, tuple[str, str]] = {
    "passphrase": ("口令", "passphrase"),
    "keyfile": ("密钥文件", "key file"),
    "shares": ("份额", "shares"),
}


@app.callback()
def main() -> None:
    """解封方式与密钥轮换 · unseal method and key rotation"""


@app.command()
def status() -> None:
    """解封方式与根密钥的代数；无需密钥 · How the vault is locked, and which generation its root key is. Needs no key."""
    for zh, en in described(_vault(load())):
        say(zh, en)


def described(vault: Vault) -> list[tuple[str, str]]:
    """What can be said of a vault without its keys, in lines (Chinese, English). Raises `BrokenVault`."""
    from appliance.core.vault import envelope

    file = vault.file()
    zh, en = NAMES[file.method]
    if file.method == "shares":
        found = shares.Collector(file.params)
        name = shares.name_of(bytes.fromhex(file.params["set"]))
        zh += f"（{found.count} 份中任意 {found.need} 份，组号 {name}）"
        en += f" (any {found.need} of {found.count}, set {name})"
    algorithm = envelope.algorithm_of(file.wrapped_root) or "?"
    lines = [
        (f"解封方式：{zh}", f"unsealed by {en}"),
        (
            f"根密钥：第 {file.generation} 代，以 {algorithm} 加密保存",
            f"root key: generation {file.generation}, wrapped by {algorithm}",
        ),
    ]
    if changes.unfinished(vault):
        lines.append(
            (
                "密钥轮换尚未完成，下次启动服务时继续",
                "a rotation is not finished; it goes on when the service starts",
            )
        )
    return lines


@app.command()
def rewrap(
    seal: str = typer.Option(
        "", "--seal", help="passphrase、keyfile 或 shares；缺省为现用方式 · default: as it is now"
    ),
    count: int = typer.Option(5, "--shares", help="份额总数 · how many shares"),
    threshold: int = typer.Option(3, "--threshold", help="解封所需份额数 · how many unseal"),
    key_file: str = typer.Option("", "--key-file", help="新密钥文件的位置 · where the new key file goes"),
    unchecked: bool = typer.Option(
        False, "--unchecked", help="不要求回录新份额 · do not ask for the new shares back"
    ),
) -> None:
    """为同一根密钥更换解封口令、密钥文件或份额；需要现用的
    · Lock the same root key by another secret, or by shares of other custodians. Needs the present secret.

    新的已交到人手，旧的才失效 · The new secret is in somebody's hands before the old one ceases to open.
    """
    settings = load()
    vault = _vault(settings)
    method = _method(seal or vault.method)
    if method == "shares":
        shares.check_numbers(threshold, count)
    secret = custody.present_secret(vault, settings)
    if method == "keyfile":
        if not key_file:
            raise BadInput(
                "请用 --key-file 指定新密钥文件的位置。",
                "Name the place of the new key file with --key-file.",
            )
        settings = load(key_file=key_file)
        make_keyfile(settings.key_path)
    elif method == "passphrase":
        settings = load(passphrase="")  # the present one must not be taken for the new one
    new, params = custody.new_secret(method, settings, count, threshold, check=not unchecked)
    given = {"secret": secret.hex(), "method": method, "new": new.hex(), "params": params}
    path = control_path(settings)
    if control.listening(path):
        control.call(path, "vault.rewrap", given)
    else:
        with _folder(settings):
            changes.rewrap(vault, secret, method, new, params)
    zh, en = NAMES[method]
    say(
        f"已更换，今后以{zh}解封；旧密钥已失效。",
        f"Changed: unsealed by {en} from now on; the old secret no longer opens.",
    )
    if method == "keyfile":
        say(f"请设置 KEY_FILE={key_file}", f"Set KEY_FILE={key_file}")


@app.command()
def rotate(
    contacts: bool = typer.Option(
        False,
        "--contacts",
        help="同时轮换每位客户的密钥，此前的备份将无法再读 · each contact's own key too; older backups become unreadable",
    ),
) -> None:
    """更换根密钥与封装密钥，重新封装每位客户的密钥；服务照常运行
    · A new root key and a new wrapping key; every contact's key is wrapped anew while the service goes on."""
    settings = load()
    secret = custody.present_secret(_vault(settings), settings)
    with Steps() as steps:
        found = run("vault.rotate", {"secret": secret.hex(), "contacts": contacts}, steps, secret=secret)
    say(
        f"根密钥已是第 {found['generation']} 代；重新封装 {found['rows']} 把客户密钥，更换 {found['contacts']} 把。",
        f"The root key is now generation {found['generation']}; {many(found['rows'], 'contact key')} wrapped anew, "
        f"{found['contacts']} replaced.",
    )


@app.command("rekey-store")
def rekey_store() -> None:
    """用新密钥重新加密数据文件；维护操作，请先停止服务
    · Re-encrypt the store's file under a new key. Maintenance: stop the service first."""
    settings = load()
    vault = _vault(settings)
    if control.listening(control_path(settings)):
        raise Conflict("请先停止服务，再更换存储密钥。", "Stop the service before re-keying the store.")
    with _folder(settings):
        vault.unseal(custody.present_secret(vault, settings))
        standing = Standing(settings.store_path, settings.anchor_paths, vault.anchor_key())
        try:
            standing.check()  # a new key must not make good what was changed under the old one
            standing.opened()
            rekey.rekey_store(
                vault, settings.store_path, [settings.search_path], lambda zh, en: say(f"· {zh}", f"· {en}")
            )
        finally:
            vault.seal()
    say(
        "存储已改用新密钥；全文索引将在下次启动时重建。",
        "The store is under its new key; the search file is filled again at the next start.",
    )


def _vault(settings: Settings) -> Vault:
    vault = Vault(settings.data_dir.resolve())
    vault.file()  # raises where there is none
    return vault


def _method(name: str) -> Method:
    for method in METHODS:
        if method == name:
            return method
    raise BadInput(
        f"解封方式“{name}”不存在；可用：{'、'.join(METHODS)}。",
        f"There is no unseal method “{name}”; choose one of {', '.join(METHODS)}.",
    )


def _folder(settings: Settings) -> Any:
    from appliance.core.kit import folder

    return folder.take(settings.data_dir.resolve())


def _rotate(parts: Parts, arguments: dict[str, Any], report: control.Report) -> dict[str, int]:
    from appliance.service.conversations.key_rotation import rotate_contacts

    vault, store = parts.get(Vault), parts.get(Store)
    rows = changes.rotate(
        vault, bytes.fromhex(arguments["secret"]), lambda done: report({"text": f"{done} …"})
    )
    renewed = 0
    if arguments["contacts"]:
        renewed = rotate_contacts(store, vault, lambda done: report({"text": f"{done} …"}))
    return {"generation": vault.file().generation, "rows": rows, "contacts": renewed}


def _rewrap(parts: Parts, arguments: dict[str, Any], report: control.Report) -> None:
    changes.rewrap(
        parts.get(Vault),
        bytes.fromhex(arguments["secret"]),
        _method(arguments["method"]),
        bytes.fromhex(arguments["new"]),
        arguments["params"],
    )


HANDLERS = {"vault.rotate": _rotate}
ALSO_SEALED = {"vault.rewrap": _rewrap}
