"""`appliance demo`: the sample bank, ready to try: everything real, only the bank and its people are made up."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from appliance.ai.bundles import actions as bundles
from appliance.ai.bundles import shelf
from appliance.ai.knowledge import bases, batch
from appliance.ai.knowledge.ingest import import_document
from appliance.ai.knowledge.tables import MAIN
from appliance.cli import serve
from appliance.cli.init import Person, create
from appliance.cli.terminal import Steps, language, out, say
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.counted import many
from appliance.core.settings import Settings, load
from appliance.core.vault.seal import make_keyfile, read_keyfile
from appliance.doors.channels.apart import Apart
from appliance.service.consent import actions as consent_actions
from appliance.service.consent import queries as consent
from appliance.service.consent.shipped import shipped
from appliance.wiring import Appliance

app = typer.Typer()

PASSWORD = "haiyue-demo-2026"  # noqa: S105 - shown on screen; the demo listens on loopback only
PEOPLE = [
    Person("linyue", "林悦", "agent", PASSWORD),
    Person("zhaoning", "赵宁", "agent", PASSWORD),
    Person("zhoulan", "周岚", "team_lead", PASSWORD),
    Person("heqing", "何清", "administrator", PASSWORD),
    Person("chenzheng", "陈正", "compliance_officer", PASSWORD),
    Person("wuwei", "吴维", "it_operator", PASSWORD),
]
DUTIES = {
    "agent": ("坐席", "agent", "/desk"),
    "team_lead": ("班组长", "team lead", "/desk"),
    "administrator": ("管理员", "administrator", "/admin/knowledge"),
    "compliance_officer": ("合规专员", "compliance officer", "/oversight"),
    "it_operator": ("运维", "IT operator", "/operations"),
}
DONE = "sample.done"
BASE = "haiyue"
"""The sample bank's own base: nobody waits for a second person in a demonstration, and every page says so."""


@app.callback(invoke_without_command=True)
def demo(
    folder: Path = typer.Option(Path(".demo"), help="演示数据目录 · folder for the demo's data"),
    sample: Path = typer.Option(Path("deploy/sample"), help="示例银行 · the sample bank"),
    seed_only: bool = typer.Option(False, help="只准备数据，不启动 · prepare the data, do not serve"),
) -> None:
    """Prepare the demo's data if there is none yet, then serve until Ctrl-C."""
    began = time.monotonic()
    key = folder / "unseal.key"
    settings = load(data_dir=folder, seal="keyfile", key_file=str(key), demo=True)
    if not (folder / "vault").exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not key.exists():
            make_keyfile(key)
        create(settings, read_keyfile(key), PEOPLE, must_change=False)
        say("✓ 密钥库、加密存储与演示账号已建立", "✓ vault, encrypted store and demo accounts are ready")
    if not (folder / DONE).exists():
        seed(settings, sample, notice=not seed_only)
        (folder / DONE).touch()
    if not seed_only:
        serve.run(settings, ready=lambda appliance, address: greet(appliance, address, began))


def seed(settings: Settings, sample: Path, *, notice: bool) -> None:
    """Import the sample bank's documents and approved pairs; what is there already is left as it is. With `notice` its visitors are
    asked to agree to the privacy notice, as a bank's would be."""
    documents = json.loads((sample / "documents.json").read_text("utf-8"))
    pairs = [
        json.loads(line)
        for line in (sample / "qa_pairs.jsonl").read_text("utf-8").splitlines()
        if line.strip()
    ]
    appliance = Appliance(settings)
    appliance.take_folder()
    try:
        appliance.unseal(appliance.secret() or b"")
        appliance.knowledge.load()
        with Steps() as steps:
            import_sample(appliance, sample / "documents", documents, pairs, steps)
        choose_model(appliance)
        if notice:
            publish_notice(appliance)
        say(
            f"✓ 示例知识已导入：{len(documents)} 份文档，{len(pairs)} 条已核准问答",
            f"✓ sample knowledge imported: {many(len(documents), 'document')}, {many(len(pairs), 'approved pair')}",
        )
    finally:
        appliance.stop()


def publish_notice(appliance: Appliance) -> None:
    """The shipped wording in the sample bank's name, unless there is one."""
    names = appliance.settings.bank_name, appliance.settings.bank_name_en
    with appliance.store.writing() as s:
        if consent.current(s) is None:
            consent_actions.publish(s, *shipped(*names), actor=SYSTEM)


def import_sample(
    appliance: Appliance,
    folder: Path,
    documents: list[dict[str, Any]],
    pairs: list[dict[str, Any]],
    steps: Steps,
) -> None:
    """Documents first, then the pairs that name them; one report line a document."""
    knowledge, administrator = appliance.knowledge, Actor("agent", "sample", "示例数据")
    with appliance.store.writing() as s:
        if BASE not in bases.names(s):
            bases.create_base(
                s,
                BASE,
                by=administrator,
                title_zh="海岳银行（演示）",
                title_en="Haiyue Bank (demo)",
                single_person=True,
            )
            bases.give_channel(s, bases.EVERY_CHANNEL, [BASE, MAIN], by=administrator)
    for number, row in enumerate(documents, 1):
        text = f"{row['title']} ({number}/{len(documents)})"
        steps({"text": text, "done": 0, "total": None})
        import_document(
            knowledge,
            folder / row["file"],
            actor=administrator,
            title=row["title"],
            base=BASE,
            publish=True,
            external_id=row["id"],
            progress=lambda done, total, text=text: steps({"text": text, "done": done, "total": total}),  # type: ignore[misc]
        )
    titles = {row["id"]: row["title"] for row in documents}
    batch.import_qa_pairs(
        knowledge,
        [{**pair, "source_label": titles.get(pair["source"], "")} for pair in pairs],
        actor=administrator,
        base=BASE,
        publish=True,
        confirmed=True,
        progress=lambda done, total: steps({"text": "已核准问答", "done": done, "total": total}),
    )


def choose_model(appliance: Appliance) -> None:
    """Let the starter model answer, if set-up has put it on the shelf."""
    settings, store = appliance.settings, appliance.store
    if bundles.trust_this_machine(store, settings, SYSTEM):
        usable = [bundle for bundle in shelf.installed(settings) if bundle.ok]
        if usable:
            bundles.activate(store, settings, usable[-1].bundle_id, SYSTEM)


def greet(appliance: Appliance, address: str, began: float) -> None:
    """Print where to go and who can sign in."""
    second: Any = 1 if language() == "en" else 0
    table = Table(box=None, padding=(0, 2), show_header=False)
    parts = appliance.parts
    visitors = parts.get(Apart).address if parts.has(Apart) else address
    table.add_row("访客" if not second else "visitor", f"{visitors}/sample", "")
    for person in PEOPLE:
        duty = DUTIES[person.role]
        table.add_row(f"{duty[second]} {person.name}", f"{address}{duty[2]}", person.login)
    out.print()
    say(
        f"客服一体机已就绪（{time.monotonic() - began:.1f} 秒）。",
        f"The appliance is ready ({time.monotonic() - began:.1f} s).",
    )
    out.print(table)
    say(f"演示口令都是 {PASSWORD}", f"The password of every demo account is {PASSWORD}")
    status = appliance.model_status()
    say(f"模型：{status.detail_zh}", f"Model: {status.detail_en}")
    folder = appliance.settings.data_dir
    say(
        f'在终端提问：DATA_DIR={folder} .venv/bin/appliance ask "提前还房贷要不要违约金"',
        f'Ask in a terminal: DATA_DIR={folder} .venv/bin/appliance ask "How much is the annual fee?"',
    )
    say("Ctrl-C 停止。", "Ctrl-C stops it.")
