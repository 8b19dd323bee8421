"""`appliance knowledge`: import documents and qa pairs, list them, search, rebuild the index.

The commands only parse and print; the acts (`HANDLERS`) run where the keys and the vector folder are.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import Steps, err, language, out, say
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.kit.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from appliance.ai.knowledge.hits import Hit
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.cli.control import Report

app = typer.Typer(no_args_is_help=True)


@app.callback()
def main() -> None:
    """知识库 · knowledge"""


@app.command("import")
def import_(
    paths: list[Path],
    confirm: bool = typer.Option(
        False, "--confirm", help="其中的个人信息可以公开 · the personal data in it may be public"
    ),
) -> None:
    """Import documents (.pdf .docx .xlsx .md .txt), JSONL of qa pairs or texts, or folders of these.

    Words with personal data in them (papers, cards, mobile numbers) are not published without --confirm.
    """
    files = _files(paths)
    asked = {"paths": [str(path.absolute()) for path in files], "confirm": confirm}
    with Steps() as steps:
        lines = run("knowledge.import", asked, steps)
    for line in lines:
        mark, style = ("✓", None) if line["ok"] else ("✗", "red")
        said = line["zh"] if language() == "zh" else line["en"]
        out.print(f"{mark} {line['file']}  {said}", style=style, markup=False)
    if not all(line["ok"] for line in lines):
        raise typer.Exit(2)


@app.command("list")
def list_() -> None:
    """Documents and how many qa pairs are published."""
    found = run("knowledge.list", {})
    for line in found["documents"]:
        out.print(
            f"{line['state']:<10} {line['passages']:>5}  {line['title']}  ({line['filename']})", markup=False
        )
        if line["error"]:
            out.print(
                f"           {line['error'] if language() == 'zh' else line['error_en']}",
                style="red",
                markup=False,
            )
    counts = found["counts"]
    documents, passages, pairs = counts["documents"], counts["passages"], counts["qa_pairs"]
    say(
        f"已发布：{documents} 份文档，{passages} 个段落，{pairs} 条问答",
        f"published: {documents} documents, {passages} passages, {pairs} qa pairs",
    )
    say(found["status"]["zh"], found["status"]["en"])


@app.command()
def search(
    question: str = typer.Argument("", help="问题 · the question"),
    k: int = typer.Option(6, min=1, max=50, help="条数 · how many"),
    jsonl: Path | None = typer.Option(
        None, help='每行 {"qid","query"}，“-”为标准输入 · questions, one JSON a line'
    ),
) -> None:
    """What a question finds, best first, with scores and places."""
    if jsonl is not None:
        text = typer.get_text_stream("stdin").read() if str(jsonl) == "-" else jsonl.read_text("utf-8")
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        for answer in run("knowledge.search", {"questions": rows, "k": k}):
            typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    if not question.strip():
        raise BadInput("请给出问题。", "Give a question.")
    (found,) = run("knowledge.search", {"questions": [{"qid": "1", "query": question}], "k": k})
    for hit in found["hits"]:
        out.print(
            f"{hit['score']:.3f}  cos {hit['dense']:.3f}  bm25 {hit['bm25']:5.1f}  {hit['source']}",
            style="bold",
            markup=False,
        )
        out.print(f"       {hit['text']}", markup=False)
    if found["text_only"]:
        say(
            "向量索引尚未就绪，本次按关键词检索。",
            "The vector index is not ready; this search went by words.",
        )


@app.command()
def reindex() -> None:
    """Build the vector index anew from the store; searches go on meanwhile."""
    with Steps() as steps:
        count = run("knowledge.reindex", {}, steps)
    say(f"索引已重建，共 {count} 条。", f"The index has been rebuilt: {count} entries.")


def do_import(parts: Parts, arguments: dict[str, Any], report: Report) -> list[dict[str, Any]]:
    """Import each file of `paths`; one line per file, a bad one stops nothing."""
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.settings import Settings

    knowledge = parts.get(KnowledgeBase)
    _loaded(knowledge)
    limit = parts.get(Settings).upload_limit_mb * 1024 * 1024
    lines = []
    for path in (Path(name) for name in arguments["paths"]):

        def progress(done: int, total: int, name: str = path.name) -> None:
            report({"text": name, "done": done, "total": total})

        report({"text": path.name})
        try:
            zh, en = _import_one(knowledge, path, limit, progress, bool(arguments.get("confirm")))
            lines.append({"file": path.name, "ok": True, "zh": zh, "en": en})
        except ApplianceError as error:
            lines.append({"file": path.name, "ok": False, "zh": error.zh, "en": error.en})
    return lines


def do_list(parts: Parts, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Documents, counts and the state of the index."""
    from appliance.ai.knowledge import queries
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase

    knowledge = parts.get(KnowledgeBase)
    with knowledge.store.reading() as s:
        documents = [
            {
                "id": one.id,
                "external_id": one.external_id,
                "title": one.title,
                "filename": one.filename,
                "state": one.state,
                "passages": one.passages_total,
                "error": one.error,
                "error_en": one.error_en,
            }
            for one in queries.documents(s)
        ]
        counts = queries.counts(s)
    status = knowledge.status()
    return {
        "documents": documents,
        "counts": counts,
        "status": {"zh": status.detail_zh, "en": status.detail_en},
    }


def do_search(parts: Parts, arguments: dict[str, Any], report: Report) -> list[dict[str, Any]]:
    """Search each of `questions` (`{"qid", "query"}`); the words are masked first, as a visitor's are."""
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.masking.engine import Masker
    from appliance.core.masking.text import RawText
    from appliance.core.vault.vault import Vault

    knowledge, masker, vault = parts.get(KnowledgeBase), parts.get(Masker), parts.get(Vault)
    _loaded(knowledge)
    answers = []
    for row in arguments["questions"]:
        question = masker.mask(RawText(str(row["query"])), hasher=vault.value_hash, base="main").text
        found = knowledge.search(question, k=int(arguments.get("k", 6)))
        hits = [_hit(hit) for hit in found.hits]
        answers.append(
            {
                "qid": row.get("qid"),
                "hits": hits,
                "confidence": hits[0]["dense"] if hits else 0.0,
                "text_only": found.text_only,
                "seconds": round(found.seconds, 4),
            }
        )
    return answers


def do_reindex(parts: Parts, arguments: dict[str, Any], report: Report) -> int:
    """Rebuild the vectors; returns how many entries the index holds."""
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase

    return parts.get(KnowledgeBase).reindex(lambda done, total: report({"done": done, "total": total}))


HANDLERS: dict[str, Callable[[Parts, dict[str, Any], Report], Any]] = {
    "knowledge.import": do_import,
    "knowledge.list": do_list,
    "knowledge.search": do_search,
    "knowledge.reindex": do_reindex,
}


def _loaded(knowledge: KnowledgeBase) -> None:
    # Inside the service it is loaded already, or being loaded; alone this process does it now.
    if not knowledge.ready:
        knowledge.load()


def _import_one(
    knowledge: KnowledgeBase, path: Path, limit: int, progress: Callable[[int, int], None], confirmed: bool
) -> tuple[str, str]:
    from appliance.ai.knowledge import batch, ingest, queries
    from appliance.ai.knowledge.screen import said

    if path.suffix.lower() == ".jsonl":
        rows = batch.read_jsonl(path)
        pairs = "question" in rows[0]
        take = batch.import_qa_pairs if pairs else batch.import_texts
        done = take(knowledge, rows, actor=SYSTEM, progress=progress, confirmed=confirmed)
        zh, en = ("条问答", "qa pairs") if pairs else ("段文本", "texts")
        return (
            f"{done.added} {zh}已发布，{done.unchanged} 条没有变化{_held(done.held, 'zh')}",
            f"{done.added} {en} published, {done.unchanged} unchanged{_held(done.held, 'en')}",
        )
    document_id = ingest.import_document(
        knowledge, path, actor=SYSTEM, limit_bytes=limit, progress=progress, confirmed=confirmed
    )
    with knowledge.store.reading() as s:
        document = queries.document(s, document_id)
    count = document.passages_total if document else 0
    if document is None or document.state == "published":
        return f"已发布，{count} 个段落", f"published, {count} passages"
    found = document.personal or {}
    return (
        f"未发布，{count} 个段落：其中有{said(found, 'zh')}，已隐去；请在“知识”页核对后发布，如可公开请加 --confirm 重新导入",
        f"not published, {count} passages: it held {said(found, 'en')}, now masked; look at it on the knowledge page, "
        "or import it again with --confirm if they may be public",
    )


def _held(rows: Sequence[int], lang: str) -> str:
    """Which rows wait for a word, the first ten by number."""
    if not rows:
        return ""
    some = [*map(str, rows[:10]), *(["…"] if len(rows) > 10 else [])]
    if lang == "zh":
        return f"；{len(rows)} 条含个人信息，未发布（第 {'、'.join(some)} 条），核对后可加 --confirm 导入"
    return f"; {len(rows)} with personal data not published (rows {', '.join(some)}), add --confirm once looked at"


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "kind": hit.kind,
        "score": round(hit.score, 4),
        "dense": round(hit.dense, 4),
        "bm25": round(hit.bm25, 3),
        "document": hit.source.external_id or hit.source.document_id,
        "source": hit.source.label(language()),
        "page": hit.source.page,
        "sheet": hit.source.sheet,
        "cell": hit.source.cell,
        "question": hit.question,
        "text": hit.text,
    }


def _files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
            if not inside:
                err.print(f"{path}: 空文件夹 · empty folder", markup=False)
            files += inside
        else:
            files.append(path)
    return files
