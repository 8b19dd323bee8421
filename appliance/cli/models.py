"""`appliance models`: make, sign, check, install and choose model bundles.

`make`, `key` and `sign` belong to the bank's signing desk and need no appliance; `list` and `verify` only
look; `install` copies onto the shelf; `trust` and `activate` are recorded acts and run where the keys are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import language, out, say
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.counted import many
from appliance.core.kit.errors import BadInput
from appliance.core.kit.parts import Parts

app = typer.Typer(no_args_is_help=True)


@app.callback()
def main() -> None:
    """模型包 · model bundles"""


@app.command("list")
def list_() -> None:
    """列出模型架：哪个在作答、谁签名、有何问题 · Every bundle on the shelf: which answers, who signed it, what is wrong with it."""
    from appliance.ai.bundles import shelf
    from appliance.core.settings import load

    settings = load()
    found = shelf.installed(settings)
    chosen = shelf.active(settings)
    if not found:
        say(f"模型架 {settings.shelf_path} 是空的。", f"The shelf {settings.shelf_path} is empty.")
    for bundle in found:
        mark = "●" if chosen is not None and chosen.path == bundle.path else "○"
        signed = bundle.signed_by or ("无有效签名" if language() == "zh" else "no valid signature")
        out.print(f"{mark} {bundle.bundle_id}  {bundle.title}  ({signed})", markup=False, soft_wrap=True)
        for problem in bundle.problems:
            out.print(
                f"    ✗ {problem.zh if language() == 'zh' else problem.en}",
                style="red",
                markup=False,
                soft_wrap=True,
            )


@app.command()
def make(
    folder: Path,
    name: str = typer.Option(..., help="小写名称 · name in lower case"),
    title: str = typer.Option(..., help="显示名称 · name to show"),
    version: int = typer.Option(..., help="版本号，从 1 起 · version, from 1"),
    languages: str = typer.Option("zh,en", help="能写的语言 · languages it writes"),
    context_tokens: int = typer.Option(..., help="上下文长度 · context length in tokens"),
    licence: str = typer.Option(..., help="许可证 · licence of the weights"),
) -> None:
    """为权重目录写 manifest.json · Write manifest.json for a folder of weights."""
    from appliance.ai.bundles import make as desk

    manifest = desk.make(
        folder,
        name=name,
        title=title,
        version=version,
        languages=tuple(code.strip() for code in languages.split(",") if code.strip()),
        context_tokens=context_tokens,
        licence=licence,
    )
    say(
        f"已写入 {len(manifest.files)} 个文件的清单；模型包名称为 {manifest.bundle_id}。",
        f"Wrote the manifest of {many(len(manifest.files), 'file')}; the bundle's name is {manifest.bundle_id}.",
    )


@app.command()
def key(private: Path) -> None:
    """为签名岗生成签名密钥；私钥不要放在本机
    · Make a signing key for the bank's signing desk; the private half never belongs on the appliance."""
    from appliance.ai.bundles import signature

    public = signature.make_key(private)
    say(
        f"私钥 {private}（请离线保管），公钥 {public}。",
        f"Private key {private} (keep it offline), public key {public}.",
    )


@app.command()
def sign(folder: Path, key: Path = typer.Option(..., help="签名私钥 · private key")) -> None:
    """为目录中的清单签名 · Sign the manifest in a folder."""
    from appliance.ai.bundles import make as desk

    desk.sign(folder, key)
    say(f"已签名：{folder}", f"Signed: {folder}")


@app.command()
def verify(bundle: str) -> None:
    """重新读取全部文件，核对架上的一个模型包 · Check one bundle on the shelf, reading every file again."""
    from appliance.ai.bundles import shelf, signature
    from appliance.ai.bundles.hashes import HashMemory
    from appliance.core.settings import load

    settings = load()
    path = shelf.find(settings, bundle).path
    result = shelf.check(path, signature.trusted_keys(shelf.trust_folders(settings)), HashMemory(None))
    if not result.ok:
        raise BadInput(" ".join(p.zh for p in result.problems), " ".join(p.en for p in result.problems))
    say(
        f"✓ {bundle}：由 {result.signed_by} 签名，文件完好。",
        f"✓ {bundle}: signed by {result.signed_by}, every file as signed.",
    )


@app.command()
def install(folder: Path) -> None:
    """核对一个已签名的模型包并放上模型架 · Check a signed bundle and copy it onto the shelf."""
    from appliance.ai.bundles import actions
    from appliance.core.settings import load

    bundle = actions.install(load(), folder)
    say(f"✓ 已安装 {bundle.bundle_id}", f"✓ installed {bundle.bundle_id}")


@app.command()
def trust(public_key: Path, name: str = typer.Option(..., help="签名方名称 · the signer's name")) -> None:
    """从此接受此公钥签名的模型包（写入审计链） · Take bundles signed with this key from now on (recorded in the audit chain)."""
    run("models.trust", {"public_key": str(public_key.resolve()), "name": name})
    say(f"✓ 已信任 {name}", f"✓ {name} is trusted")


@app.command()
def activate(bundle: str) -> None:
    """选定作答的模型包；服务下次启动时生效 · Choose the bundle that answers; the engine takes it at the appliance's next start."""
    run("models.activate", {"bundle": bundle})
    say(
        f"✓ 已启用 {bundle}；重启服务后由它作答。",
        f"✓ {bundle} is active; it answers after the next start.",
    )


def _trust(parts: Parts, arguments: dict[str, Any], report: Any) -> None:
    from appliance.ai.bundles import actions
    from appliance.core.settings import Settings
    from appliance.core.store.session import Store

    actions.trust(
        parts.get(Store), parts.get(Settings), Path(arguments["public_key"]), arguments["name"], SYSTEM
    )


def _activate(parts: Parts, arguments: dict[str, Any], report: Any) -> None:
    from appliance.ai.bundles import actions
    from appliance.core.settings import Settings
    from appliance.core.store.session import Store

    actions.activate(parts.get(Store), parts.get(Settings), arguments["bundle"], SYSTEM)


HANDLERS = {"models.trust": _trust, "models.activate": _activate}
