"""What `appliance knowledge` does where the keys are."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.counted import many
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.kit.ids import new_id
from appliance.core.kit.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.cli.control import Report


@dataclass(frozen=True)
class Wanted:
    """How files are to be imported. `publish`: at once, which only a base of a single person allows. `pairs`: a workbook or
    CSV file is a table of qa pairs, not a document."""

    base: str
    publish: bool
    confirmed: bool
    limit: int
    pairs: bool = False


@dataclass(frozen=True)
class Taken:
    """What became of a file, and the drafts that it left."""

    zh: str
    en: str
    documents: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()


def do_import(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Import each file of `paths`, also each in an archive; one line per file, a bad one stops nothing. Then publish, or ask for it.

    Raises `NoSuchBase`.
    """
    from appliance.ai.knowledge import bases
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.ai.knowledge.readers import archive
    from appliance.ai.knowledge.tables import MAIN
    from appliance.core.settings import Settings

    knowledge = parts.get(KnowledgeBase)
    name = str(arguments.get("base") or MAIN)
    with knowledge.store.reading() as s:
        single = bases.base(s, name).single_person
    loaded(knowledge)
    publish = bool(arguments.get("publish"))
    limit = parts.get(Settings).upload_limit_mb * 1024 * 1024
    pairs = bool(arguments.get("pairs"))
    wanted = Wanted(name, publish and single, bool(arguments.get("confirm")), limit, pairs)
    lines: list[dict[str, Any]] = []
    taken: list[Taken] = []
    folder = knowledge.uploads / f".unpacked-{new_id()}"
    given = [(Path(each).name, Path(each)) for each in arguments["paths"]]
    try:
        for file in archive.each(given, folder, limit):

            def progress(done: int, total: int, name: str = file.name) -> None:
                report({"text": name, "done": done, "total": total})

            report({"text": file.name})
            try:
                if file.path is None:
                    raise file.error or BadInput("找不到文件。", "There is no such file.")
                one = _import_one(knowledge, file.path, wanted, progress)
                taken.append(one)
                lines.append({"file": file.name, "ok": True, "zh": one.zh, "en": one.en})
            except ApplianceError as error:
                lines.append({"file": file.name, "ok": False, "zh": error.zh, "en": error.en})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    zh, en = "", ""
    asked: list[str] = []
    if publish and not single:
        asked, zh, en = _ask(knowledge, name, taken, [line["file"] for line in lines if line["ok"]])
    elif single and publish:
        zh, en = f"“{name}”为单人发布库。", f"“{name}” is a base where one person publishes."
    return {"lines": lines, "zh": zh, "en": en, "publications": asked}


def do_list(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Documents, counts and the state of the index."""
    from appliance.ai.knowledge import bases, queries
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase

    knowledge = parts.get(KnowledgeBase)
    base = arguments.get("base")
    with knowledge.store.reading() as s:
        if base is not None:
            bases.base(s, base)
        documents = [
            {
                "id": one.id,
                "external_id": one.external_id,
                "base": one.base,
                "number": one.number,
                "title": one.title,
                "filename": one.filename,
                "state": one.state,
                "passages": one.passages_total,
                "error": one.error,
                "error_en": one.error_en,
            }
            for one in queries.documents(s, base=base)
        ]
        counts = queries.counts(s, base)
    status = knowledge.status()
    return {
        "documents": documents,
        "counts": counts,
        "status": {"zh": status.detail_zh, "en": status.detail_en},
    }


def do_reindex(parts: Parts, arguments: dict[str, Any], report: Report) -> int:
    """Rebuild the vectors; returns how many entries the index holds. Raises `NoSuchBase`."""
    from appliance.ai.knowledge import bases
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase

    knowledge = parts.get(KnowledgeBase)
    name = arguments.get("base")
    if name is not None:
        with knowledge.store.reading() as s:
            bases.base(s, name)
    return knowledge.reindex(lambda done, total: report({"done": done, "total": total}), name)


HANDLERS: dict[str, Callable[[Parts, dict[str, Any], Report], Any]] = {
    "knowledge.import": do_import,
    "knowledge.list": do_list,
    "knowledge.reindex": do_reindex,
}


def loaded(knowledge: KnowledgeBase) -> None:
    """Inside the service it is loaded already, or being loaded; alone this process does it now."""
    if not knowledge.ready:
        knowledge.load()


def _import_one(
    knowledge: KnowledgeBase, path: Path, wanted: Wanted, progress: Callable[[int, int], None]
) -> Taken:
    from appliance.ai.knowledge import batch, ingest, pair_sheets, queries
    from appliance.ai.knowledge.readers.findings import Finding, report, waits
    from appliance.ai.knowledge.readers.read import read
    from appliance.ai.knowledge.screen import holds, said

    jsonl = path.suffix.lower() == ".jsonl"
    if jsonl or wanted.pairs:
        rows = (
            batch.read_jsonl(path)
            if jsonl
            else pair_sheets.rows(read(path, limit_bytes=wanted.limit), path.name)
        )
        pairs = "question" in rows[0]
        take = batch.import_qa_pairs if pairs else batch.import_texts
        done = take(
            knowledge,
            rows,
            actor=SYSTEM,
            base=wanted.base,
            publish=wanted.publish,
            progress=progress,
            confirmed=wanted.confirmed,
        )
        zh, en = ("条问答", "qa pair") if pairs else ("段文本", "text")
        state_zh, state_en = ("已发布", "published") if wanted.publish else ("存为草稿", "kept in draft")
        return Taken(
            f"{done.added} {zh}{state_zh}，{done.unchanged} 条没有变化{_held(done.held, 'zh')}",
            f"{many(done.added, en)} {state_en}, {done.unchanged} unchanged{_held(done.held, 'en')}",
            done.documents,
            done.pairs,
        )
    document_id = ingest.import_document(
        knowledge,
        path,
        actor=SYSTEM,
        base=wanted.base,
        publish=wanted.publish,
        limit_bytes=wanted.limit,
        progress=progress,
        confirmed=wanted.confirmed,
    )
    with knowledge.store.reading() as s:
        document = queries.document(s, document_id)
    noticed = [Finding.of(one) for one in (document.findings if document else None) or ()]
    more_zh, more_en = (f"；{report(noticed, 'zh')}", f"; {report(noticed, 'en')}") if noticed else ("", "")
    if document is None or document.state == "published":
        count = document.passages_total if document else 0
        return Taken(f"已发布，{count} 个段落{more_zh}", f"published, {many(count, 'passage')}{more_en}")
    found, count = document.personal or {}, document.passages_total
    if waits(noticed):
        return Taken(
            f"未发布，{count} 个段落：{report(noticed, 'zh')}；请在“知识”页核对后发布",
            f"not published, {many(count, 'passage')}: {report(noticed, 'en')}; look at it on the knowledge page",
        )
    if holds(found) and not wanted.confirmed:
        return Taken(
            f"未发布，{count} 个段落：其中有{said(found, 'zh')}，已隐去；请在“知识”页核对后发布，如可公开请加 --confirm 重新导入",
            f"not published, {many(count, 'passage')}: it held {said(found, 'en')}, now masked; look at it on the knowledge page, "
            "or import it again with --confirm if they may be public",
        )
    return Taken(
        f"第 {document.number} 版存为草稿，{count} 个段落{more_zh}",
        f"version {document.number} kept as a draft, {many(count, 'passage')}{more_en}",
        (document.id,),
    )


def _ask(
    knowledge: KnowledgeBase, base: str, taken: Sequence[Taken], files: Sequence[str]
) -> tuple[list[str], str, str]:
    """File requests for a second person, of so many versions each as one publication may hold."""
    from appliance.ai.knowledge import publications, publishing
    from appliance.core.masking.text import MaskedText

    documents = [each for one in taken for each in one.documents]
    pairs = [each for one in taken for each in one.pairs]
    names = [knowledge.screen.name(each) if knowledge.screen else each for each in files]
    reason = MaskedText.trusted("命令行导入：" + "、".join(names[:5]) + (" …" if len(names) > 5 else ""))
    asked: list[str] = []
    with knowledge.store.writing() as s:
        items = [("d", each) for each in documents] + [("p", each) for each in pairs]
        busy = {
            each for one in publications.waiting(s, base) for each in (*one.documents, *one.pairs)
        }  # asked for earlier, still waiting
        items = [item for item in items if item[1] not in busy]
        for start in range(0, len(items), publishing.MOST):
            part = items[start : start + publishing.MOST]
            made = publishing.ask(
                s,
                base,
                documents=[id_ for kind, id_ in part if kind == "d"],
                pairs=[id_ for kind, id_ in part if kind == "p"],
                by=SYSTEM,
                role="administrator",  # in whose place the terminal imports; somebody signed in decides
                reason=reason,
            )
            asked.append(made.id)
    if asked:
        return (
            asked,
            f"知识库“{base}”须双人发布：已提交发布申请，请另一位同事在“知识”页审批后生效。",
            f"“{base}” takes two people to publish: a request was filed; "
            "it is published once a second person has allowed it on the knowledge page.",
        )
    if busy:
        return asked, "这些内容已在等待第二人审批。", "This waits for a second person already."
    return asked, "没有需要发布的新内容。", "There is nothing new to publish."


def _held(rows: Sequence[int], lang: str) -> str:
    """Which rows wait for a word, the first ten by number."""
    if not rows:
        return ""
    some = [*map(str, rows[:10]), *(["…"] if len(rows) > 10 else [])]
    if lang == "zh":
        return f"；{len(rows)} 条含个人信息，未导入（第 {'、'.join(some)} 条），核对后可加 --confirm 导入"
    return f"; {len(rows)} with personal data left out (rows {', '.join(some)}), add --confirm once looked at"
