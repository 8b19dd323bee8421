"""The administrator brings knowledge and people in, and takes them out again; never sees a conversation."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.knowledge import gate, jobs, queries
from appliance.ai.knowledge.index.chroma import ChromaVectors
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.accounts import queries as accounts
from appliance.core.audit import queries as audit
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from appliance.core.masking.text import MaskedText
from appliance.doors import admin
from tests.doors.web.stage import PASSWORD, Stage
from tests.factories.knowledge import one_person

HX = {"HX-Request": "true"}
NOTICE = "# 枫山支行装修公告\n\n枫山支行自 2026 年 12 月 8 日起装修，由临湖支行代办业务。\n".encode()


class Letters:
    """Vectors of letter pairs: texts with words in common are near."""

    name = "letters"
    dim = 64

    def query(self, text: MaskedText) -> Any:
        return self.passages([str(text)])[0]

    def wordings(self, texts: Any) -> Any:
        return self.passages(texts)

    def passages(self, texts: Any) -> Any:
        out = np.full((len(texts), self.dim), 1e-3, dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            for at in range(len(text) - 1):
                row[zlib.crc32(text[at : at + 2].encode()) % self.dim] += 1
        return out / np.linalg.norm(out, axis=1, keepdims=True)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, admin.router, upload_limit_mb=1)
    vectors = ChromaVectors(tmp_path / "data" / "vectors", Letters.dim)
    knowledge = KnowledgeBase(made.store, vectors, Letters(), tmp_path / "data" / "uploads")
    made.parts.provide(KnowledgeBase, knowledge)
    made.parts.provide(Answerer, Answerer(knowledge, ScriptedModel(["没有。"])))
    made.person("he", "何清", "administrator")
    one_person(made.store)
    knowledge.load()
    yield made
    knowledge.close()
    made.close()


def work(stage: Stage) -> None:
    """Do what is queued, as the worker would."""
    registry = Registry()
    jobs.register(registry, stage.parts.get(KnowledgeBase))
    Runner(stage.store, registry).run_until_idle()


def upload(client: Any, *files: tuple[str, bytes], **more: Any) -> Any:
    return client.post("/admin/knowledge/documents", files=[("file", one) for one in files], **more)


def states(stage: Stage) -> list[tuple[str, str]]:
    with stage.store.reading() as s:
        return [(row.filename, row.state) for row in queries.documents(s)]


def left_over(stage: Stage) -> list[str]:
    folder = stage.settings.data_dir / "uploads"
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def newest(stage: Stage) -> Any:
    with stage.store.reading() as s:
        return audit.head(s)


def test_a_document_is_taken_in_shows_its_progress_and_answers(stage: Stage) -> None:
    he = stage.client("he")
    answer = upload(he, ("枫山公告.md", NOTICE), headers=HX)
    assert answer.status_code == 200
    assert "导入中" in answer.text
    assert "every 1s" in answer.text, "the list looks again while something is being imported"
    assert newest(stage).verb == "document.imported"

    between: list[str] = []

    def look(*_: object) -> gate.Verdict:
        between.append(he.get("/admin/knowledge/documents", headers=HX).text)
        return gate.Verdict(True)

    stage.parts.get(KnowledgeBase).before_publish.append(("look", look))
    work(stage)
    assert "正在检查" in between[0]
    assert "every 1s" in between[0], "who looks while it is being checked hears how it ends"

    shown = he.get("/admin/knowledge/documents", headers=HX).text
    assert "已发布" in shown
    assert 'hx-swap-oob="true">文档 1 · 段落 1' in shown, "the page's figures follow"
    assert he.get("/admin/knowledge/index").text.strip() == ""
    assert "every 1s" not in shown, "and then stops"
    document_id = re.search(r'id="document-(\w+)"', shown)
    assert document_id is not None
    assert "临湖支行代办" in he.get(f"/admin/knowledge/documents/{document_id[1]}").text
    tried = he.post(
        "/admin/knowledge/try",
        data={"ask": "枫山支行自 2026 年 12 月 8 日起装修，由临湖支行代办业务吗"},
        headers=HX,
    ).text
    assert "临湖支行" in tried
    assert "枫山公告" in tried
    assert left_over(stage) == []


def test_several_files_at_once_and_a_browser_without_scripts(stage: Stage) -> None:
    he = stage.client("he")
    token = he.headers.pop("X-CSRF-Token")
    answer = upload(
        he, ("a.md", NOTICE), ("b.txt", "第二份。".encode()), ("c.exe", b"MZ"), data={"csrf": token}
    )
    assert answer.status_code == 200
    assert "<html" in answer.text
    assert "不支持" in answer.text
    work(stage)
    assert sorted(states(stage)) == [("a.md", "published"), ("b.txt", "published")]
    assert left_over(stage) == []


def empty_workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def encrypted_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out, encrypt=StandardEncryption("open sesame", canPrint=0))
    page.drawString(100, 700, "secret")
    page.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tool.exe", b"MZ", "不支持"),
        ("none", b"x", "不支持"),
        ("empty.pdf", b"", "空"),
        ("手册.pdf", b"%PDF-1.7 not really", "损坏|无法|读取"),
        ("locked.pdf", encrypted_pdf(), "加密|密码"),
        ("empty.xlsx", empty_workbook(), "没有|空"),
        ("photo.docx", b"\x89PNG", "不符"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    stage: Stage, name: str, content: bytes, said: str
) -> None:
    he = stage.client("he")
    answer = upload(he, (name, content), headers=HX)
    work(stage)
    page = answer.text if answer.status_code == 400 else he.get("/admin/knowledge/documents", headers=HX).text
    assert re.search(said, page), page
    assert ("失败" in page) == (answer.status_code != 400)
    # A state's name is no class of its own: `failed` belongs to a list that a style sheet lays out as a grid.
    assert re.findall(r'<tr id="document-\w+" class="([^"]*)"', page) == ["doc"] * page.count("<tr id=")
    assert not [one for one in states(stage) if one[1] in ("published", "importing")]
    with stage.store.reading() as s:
        assert queries.counts(s)["passages"] == 0
    assert left_over(stage) == []


def test_an_upload_beyond_the_limit_is_a_413_page(stage: Stage) -> None:
    he = stage.client("he")
    answer = upload(he, ("big.txt", b"x" * 1_300_000))
    assert answer.status_code == 413
    assert "上限" in answer.text
    assert states(stage) == []
    assert left_over(stage) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\nhalf',
            "multipart/form-data; boundary=x",
        ),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_half_an_upload_leaves_nothing(stage: Stage, body: bytes, kind: str) -> None:
    answer = stage.client("he").post(
        "/admin/knowledge/documents", content=body, headers={"Content-Type": kind}
    )
    assert answer.status_code == 400
    assert states(stage) == []
    assert left_over(stage) == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.md", "C:\\Users\\x\\费率.md", "a\nb.md", "长" * 400 + ".md"]
)
def test_a_file_name_is_only_a_name(stage: Stage, name: str) -> None:
    assert upload(stage.client("he"), (name, NOTICE), headers=HX).status_code == 200
    ((kept, _),) = states(stage)
    assert len(kept) <= 130
    assert not set(kept) & set("/\\\n")


def test_a_pair_is_published_found_answered_and_withdrawn(stage: Stage) -> None:
    he = stage.client("he")
    form = {
        "question": "停车场怎么收费",
        "answer": "首两小时免费，之后每小时 5 元。",
        "phrasings": "停车多少钱\n\n停车费",
    }
    shown = he.post("/admin/knowledge/pairs", data=form, headers=HX).text
    assert "停车场怎么收费" in shown
    assert "另有 2 种问法" in shown
    assert newest(stage).verb == "publication.done"
    stage.parts.get(KnowledgeBase).refresh()
    tried = he.post("/admin/knowledge/try", data={"ask": "停车场怎么收费"}, headers=HX).text
    assert "首两小时免费" in tried
    assert "已核准答案" in tried

    assert "停车场" in he.get("/admin/knowledge/pairs", params={"q": "每小时"}, headers=HX).text
    assert "没有匹配" in he.get("/admin/knowledge/pairs", params={"q": "房贷"}, headers=HX).text
    pair_id = re.search(r'id="pair-(\w+)"', shown)
    assert pair_id is not None
    assert "停车场" not in he.post(f"/admin/knowledge/pairs/{pair_id[1]}/withdraw", headers=HX).text
    assert he.post(f"/admin/knowledge/pairs/{pair_id[1]}/withdraw", headers=HX).status_code == 409
    assert newest(stage).verb == "qa_pair.withdrawn"


def test_a_document_is_withdrawn_and_published_again(stage: Stage) -> None:
    he = stage.client("he")
    upload(he, ("a.md", NOTICE))
    work(stage)
    with stage.store.reading() as s:
        document_id = queries.documents(s)[0].id
    shown = he.post(f"/admin/knowledge/documents/{document_id}/withdraw", headers=HX).text
    assert "显示已撤回的 1 份" in shown
    assert "装修公告" not in shown
    assert "已撤回" in he.get("/admin/knowledge/documents", params={"withdrawn": "true"}, headers=HX).text
    assert "已发布" in he.post(f"/admin/knowledge/documents/{document_id}/publish", headers=HX).text


@pytest.mark.parametrize(
    ("address", "form", "status"),
    [
        ("/admin/knowledge/pairs", {"question": " ", "answer": "x"}, 400),
        ("/admin/knowledge/pairs", {"question": "x"}, 400),
        ("/admin/knowledge/pairs", {"question": "x" * 600, "answer": "x"}, 400),
        ("/admin/knowledge/pairs", {"question": "x", "answer": "y", "lang": "fr"}, 400),
        ("/admin/knowledge/pairs", {"question": "x", "answer": "y", "source": "nobody"}, 404),
        ("/admin/knowledge/pairs/nobody/withdraw", {}, 404),
        ("/admin/knowledge/documents/nobody/withdraw", {}, 404),
        ("/admin/knowledge/try", {"ask": "  "}, 400),
        ("/admin/people", {"login": "Ünicode", "name": "x", "role": "agent"}, 400),
        ("/admin/people", {"login": "zhang", "name": "", "role": "agent"}, 400),
        ("/admin/people", {"login": "zhang", "name": "张", "role": "king"}, 400),
        ("/admin/people", {"login": "he", "name": "何", "role": "agent"}, 409),
        ("/admin/people/nobody/disable", {}, 404),
    ],
)
def test_bad_input_gets_one_sentence_and_changes_nothing(
    stage: Stage, address: str, form: dict[str, str], status: int
) -> None:
    he = stage.client("he")
    before = newest(stage).seq
    answer = he.post(address, data=form, headers=HX)
    assert answer.status_code == status
    assert answer.text.count('class="notice') == 1
    assert newest(stage).seq == before


def test_a_new_person_gets_a_password_shown_once(stage: Stage) -> None:
    he = stage.client("he")
    page = he.post("/admin/people", data={"login": "sun", "name": "孙敏", "role": "agent"}, headers=HX).text
    shown = re.search(r'class="once">([^<]+)<', page)
    assert shown is not None
    assert shown[1] not in he.get("/admin/people").text
    assert newest(stage).verb == "account.created"
    sun = stage.client()
    assert sun.post("/sign-in", data={"login": "sun", "password": shown[1]}).status_code == 303
    with stage.store.reading() as s:
        person = accounts.by_login(s, "sun")
    assert person is not None
    assert person.state == "must_change"

    he.post(f"/admin/people/{person.id}/disable", headers=HX)
    assert sun.get("/admin/people").status_code in (303, 401), "the sign-in ended with the account"
    again = re.search(r'class="once">([^<]+)<', he.post(f"/admin/people/{person.id}/enable", headers=HX).text)
    assert again is not None
    assert again[1] != shown[1]
    assert he.post(f"/admin/people/{person.id}/enable", headers=HX).status_code == 409
    assert 'class="once"' in he.post(f"/admin/people/{person.id}/password", headers=HX).text


def test_nobody_locks_themselves_or_everybody_out(stage: Stage) -> None:
    he = stage.client("he")
    with stage.store.reading() as s:
        me = accounts.by_login(s, "he")
    assert me is not None
    assert he.post(f"/admin/people/{me.id}/disable", headers=HX).status_code == 403
    assert he.post(f"/admin/people/{me.id}/password", headers=HX).status_code == 409
    assert stage.client().post("/sign-in", data={"login": "he", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("role", ["agent", "team_lead", "compliance_officer", "it_operator"])
def test_others_stay_outside_and_the_attempt_is_recorded(stage: Stage, role: str) -> None:
    stage.person("someone", "某人", role)
    client = stage.client("someone")
    for method, address in (
        ("GET", "/admin/knowledge"),
        ("GET", "/admin/people"),
        ("POST", "/admin/knowledge/documents"),
        ("POST", "/admin/knowledge/pairs"),
        ("POST", "/admin/knowledge/try"),
        ("POST", "/admin/people"),
    ):
        assert client.request(method, address).status_code == 403, address
        assert (newest(stage).verb, newest(stage).subject) == ("permission.denied", address)
    assert states(stage) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_in_both_languages_without_inline_code(stage: Stage, lang: str) -> None:
    he = stage.client("he")
    he.cookies.set("lang", lang)
    for address in (
        "/admin/knowledge",
        "/admin/people",
        "/admin/knowledge/pairs?q=x",
        "/admin/knowledge/documents",
    ):
        page = he.get(address)
        assert page.status_code == 200
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|hx-on|javascript:", page.text)
        if lang == "en":
            body = page.text.partition('class="page"')[2]
            assert not re.findall(r"[一-鿿]{2,}", body.replace("中文", "").replace("何清", ""))
