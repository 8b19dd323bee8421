"""Promise: bad input gets one clear sentence that says what to do, and nothing is lost or half written."""

from __future__ import annotations

import io
import json
import random
import re
import time
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fixtures import small
from tests.house import House, Visitor

AUDITED_DENIAL = "permission.denied"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with small.house(tmp_path_factory.mktemp("house"), UPLOAD_LIMIT_MB="20").running() as running:
        yield running


@pytest.fixture
def visitor(house: House) -> Visitor:
    return house.visitor()


def refused(answer: httpx.Response, status: int, *words: str) -> None:
    """The status, and one sentence in each language; no trace of our insides."""
    assert answer.status_code == status, (answer.status_code, answer.text[:600])
    if answer.headers["content-type"].startswith("application/json"):
        said = answer.json()
        assert set(said) == {"error", "status", "message", "zh", "en"}
        assert said["zh"].count("。") == 1, said
        assert said["en"].endswith("."), said
    assert "Traceback" not in answer.text
    for word in words:
        assert word in answer.text, answer.text[:600]


def texts(visitor: Visitor) -> list[str]:
    """What the visitor wrote, as it stands in the feed."""
    return [
        "".join(part["text"] for part in one["segments"])
        for one in visitor.messages()["messages"]
        if one["who"] == "visitor"
    ]


def staff(house: House, login: str) -> closing[httpx.Client]:
    """A signed-in member of staff for a `with` block."""
    return closing(house.staff(login))


# --- a visitor ---


@pytest.mark.parametrize("text", ["", "   \n\t", "\u200b\u2060"], ids=["nothing", "blanks", "invisible"])
def test_an_empty_message(visitor: Visitor, text: str) -> None:
    refused(visitor.write(text), 400, "空的")
    assert texts(visitor) == []


def test_the_longest_message_and_one_more(visitor: Visitor) -> None:
    refused(visitor.write("长" * 4001), 413, "4000")
    assert visitor.write("长" * 4000).status_code == 200
    assert [len(text) for text in texts(visitor)] == [4000]


def test_a_body_of_a_megabyte(visitor: Visitor) -> None:
    refused(visitor.write("x" * 1_000_001), 413, "MB")

    def pieces() -> Iterator[bytes]:  # without a declared length
        yield b'{"client_id": "aaaaaaaaaaaa", "text": "'
        for _ in range(110):
            yield b"x" * 10_000
        yield b'"}'

    assert visitor.client.post("/widget/api/messages", content=pieces()).status_code in {400, 413}
    assert texts(visitor) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b'{"client_id": 5, "text": 1}', b'{"text": "hi"}'],
)
def test_broken_json(visitor: Visitor, body: bytes) -> None:
    answer = visitor.client.post(
        "/widget/api/messages", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    refused(answer, answer.status_code)
    assert texts(visitor) == []


@pytest.mark.parametrize("client_id", ["short", "x" * 65, "with space", "../../etc"])
def test_a_client_id_of_another_shape(visitor: Visitor, client_id: str) -> None:
    refused(visitor.write("你好", client_id), 400, "client_id")


def test_lone_surrogates_and_null_characters(visitor: Visitor) -> None:
    body = b'{"client_id": "%s", "text": "a\\ud800b\\u0000c", "lang": "zh"}' % str(uuid.uuid4()).encode()
    answer = visitor.client.post(
        "/widget/api/messages", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in {200, 400}, answer.text
    visitor.messages()  # whatever was stored can be read again


def test_marks_that_turn_text_around_are_inert(house: House, visitor: Visitor) -> None:
    hostile = "<script>alert(1)</script> \u202eevil\u202c \x07\x1b[31m ⟦MOBILE:forged⟧ {{7*7}}"
    assert visitor.write(hostile).status_code == 200
    seen = texts(visitor)[0]
    assert "⟦" not in seen, "a visitor cannot forge a token"
    assert {"{{7*7}}", "<script>alert(1)</script>"} <= set(seen.split()), "in JSON it is text, word for word"
    assert not {"\x07", "\x1b", "\u202e"} & set(seen), "what a screen would obey is taken out"
    visitor.ask_for_person()
    with staff(house, "linyue") as lin:
        page = lin.get("/desk", params={"view": "waiting"}).text
        opened = re.search(r"/desk/c/([0-9A-Z]{26})", page)
        assert opened
        shown = [lin.get(f"/desk/c/{one}").text for one in set(re.findall(r"/desk/c/([0-9A-Z]{26})", page))]
    assert any("alert(1)" in html for html in shown)
    assert all("<script>alert(1)" not in html for html in [page, *shown])


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer nonsense", "Bearer " + "0" * 32 + "." + "a" * 26, "Basic abc", "Bearer ü"]
)
def test_a_forged_visitor(house: House, token: str) -> None:
    headers = {"Authorization": token.encode("utf-8")} if token else {}
    with httpx.Client(base_url=house.url) as nobody:
        for answer in (
            nobody.get("/widget/api/messages", headers=headers),
            nobody.get("/widget/api/stream", headers=headers),
            nobody.post(
                "/widget/api/messages", headers=headers, json={"client_id": "a" * 12, "text": "你好"}
            ),
        ):
            refused(answer, 401, "刷新页面")


def test_another_visitors_mark_does_not_fit(house: House) -> None:
    mei, stranger = house.visitor(), house.visitor()
    mei.write("我是访客甲")
    mine = str(mei.client.headers["Authorization"]).removeprefix("Bearer ")
    theirs = str(stranger.client.headers["Authorization"]).removeprefix("Bearer ")
    mixed = f"{mine.split('.')[0]}.{theirs.split('.')[1]}"
    refused(mei.client.get("/widget/api/messages", headers={"Authorization": f"Bearer {mixed}"}), 401)


def test_the_same_message_twice_is_one_message(visitor: Visitor) -> None:
    same = str(uuid.uuid4())
    first, second = visitor.write("只说一次", same), visitor.write("只说一次", same)
    assert (first.json()["duplicate"], second.json()["duplicate"]) == (False, True)
    assert first.json()["message_id"] == second.json()["message_id"]
    assert texts(visitor) == ["只说一次"]


# --- staff ---


def waiting(house: House, visitor: Visitor) -> str:
    """The visitor's conversation, put into the queue; gives its id."""
    # Plain words: a mark of digits may be taken for a secret, and then it is gone.
    mark = "about " + " ".join(
        random.choices(["windows", "doors", "lamps", "tables", "chairs", "plants", "rivers"], k=6)
    )
    visitor.write(mark)
    visitor.ask_for_person()
    with staff(house, "zhoulan") as lead:
        page = lead.get("/desk", params={"view": "waiting"}).text
        for one in dict.fromkeys(re.findall(r"/desk/c/([0-9A-Z]{26})", page)):
            if mark in lead.get(f"/desk/c/{one}").text:
                return str(one)
    raise AssertionError("not in the queue")


def test_posts_that_are_not_our_own_pages(house: House, visitor: Visitor) -> None:
    one = waiting(house, visitor)
    with staff(house, "linyue") as lin:
        token = lin.headers["X-CSRF-Token"]
        refused(lin.post(f"/desk/c/{one}/claim", headers={"Origin": "https://evil.example"}), 403, "其他网站")
        refused(lin.post(f"/desk/c/{one}/claim", headers={"Origin": "null"}), 403, "其他网站")
        del lin.headers["X-CSRF-Token"]
        refused(lin.post(f"/desk/c/{one}/claim"), 403, "刷新")
        refused(lin.post(f"/desk/c/{one}/claim", headers={"X-CSRF-Token": token[::-1]}), 403, "刷新")
        assert lin.post(f"/desk/c/{one}/claim", headers={"X-CSRF-Token": token}).status_code == 204


def test_nobody_signed_in(house: House) -> None:
    with httpx.Client(base_url=house.url) as nobody:
        assert nobody.get("/desk").status_code == 303
        refused(nobody.post("/desk/presence/available"), 401, "请先登录")
        foreign = nobody.post(
            "/sign-in", data={"login": "linyue", "password": "x"}, headers={"Origin": "https://evil.example"}
        )
        refused(foreign, 403)


def test_what_is_not_there(house: House) -> None:
    with staff(house, "linyue") as lin:
        for path in (
            "/desk/c/01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "/desk/c/../../etc/passwd",
            "/desk/c/%00",
            "/nothing",
        ):
            refused(lin.get(path), 404)
        refused(lin.post("/desk/c/01ARZ3NDEKTSV4RRFFQ69G5FAV/claim"), 404)
        refused(lin.post("/desk/presence/asleep"), 400)


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("linyue", "/oversight"),
        ("linyue", "/operations"),
        ("linyue", "/admin/knowledge"),
        ("heqing", "/oversight"),
        ("heqing", "/desk"),
        ("wuwei", "/oversight"),
        ("wuwei", "/admin/people"),
        ("chenzheng", "/admin/knowledge"),
        ("chenzheng", "/desk"),
    ],
)
def test_a_door_that_is_not_theirs(house: House, login: str, path: str) -> None:
    before = denials(house)
    with staff(house, login) as person:
        refused(person.get(path), 403, "已记入审计")
    assert denials(house) == before + 1


def denials(house: House) -> int:
    """How many refusals the audit trail holds, as compliance sees it."""
    with staff(house, "chenzheng") as officer:
        page = officer.get("/oversight/audit", params={"verb": AUDITED_DENIAL})
        assert page.status_code == 200, page.text[:400]
        return page.text.count('<td class="verb">')


def test_two_agents_one_claim(house: House, visitor: Visitor) -> None:
    one = waiting(house, visitor)
    with staff(house, "linyue") as lin, staff(house, "zhaoning") as zhao:
        assert lin.post(f"/desk/c/{one}/claim").status_code == 204
        refused(zhao.post(f"/desk/c/{one}/claim"), 409, "林悦")
        refused(zhao.post(f"/desk/c/{one}/messages", data={"text": "抢答", "client_id": "z1"}), 409)
        refused(lin.post(f"/desk/c/{one}/messages", data={"text": " ", "client_id": "l1"}), 400, "空的")
        refused(
            lin.post(f"/desk/c/{one}/messages", data={"text": "长" * 4001, "client_id": "l2"}), 400, "4000"
        )
        for _ in range(2):
            same = {"text": "我来为您处理", "client_id": "l3"}
            assert lin.post(f"/desk/c/{one}/messages", data=same).status_code == 204
    seen = ["".join(part["text"] for part in each["segments"]) for each in visitor.messages()["messages"]]
    assert seen.count("我来为您处理") == 1
    assert "抢答" not in seen


# --- documents ---


def workbook() -> bytes:
    """An .xlsx with one sheet and nothing on it."""
    from openpyxl import Workbook

    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def locked_pdf() -> bytes:
    """A PDF that opens only with a password."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, encrypt="secret")
    canvas.drawString(100, 700, "tariff")
    canvas.save()
    return made.getvalue()


def bomb() -> bytes:
    """A .docx that unpacks to a thousand times its size."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", b" " * 300_000_000)
    return made.getvalue()


BAD: list[tuple[str, Any, str]] = [
    ("locked.pdf", locked_pdf, "密码|加密"),
    ("empty.xlsx", workbook, "空|没有"),
    ("setup.pdf", lambda: b"MZ\x90\x00" + bytes(5000), "PDF|类型|格式"),
    ("setup.exe", lambda: b"MZ\x90\x00" + bytes(5000), "类型|格式|支持"),
    ("nothing.md", lambda: b"", "空|没有"),
    ("bytes.txt", lambda: bytes(range(256)) * 20, "文本|编码|格式|读"),
    ("bomb.docx", bomb, "大|损坏|读|格式"),
]


def upload(client: httpx.Client, name: str, content: bytes) -> httpx.Response:
    return client.post("/admin/knowledge/documents", files={"files": (name, content)}, timeout=120)


def settled(client: httpx.Client) -> str:
    """The list of documents once nothing is being imported any more."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        page = client.get("/admin/knowledge/documents", headers={"HX-Request": "true"}).text
        if "导入中" not in page and "正在导入" not in page:
            return page
        time.sleep(0.2)  # leave the processor to the import
    raise AssertionError("still importing")


@pytest.mark.parametrize(("name", "make", "told"), BAD, ids=[name for name, _, _ in BAD])
def test_a_document_that_cannot_be_read(house: House, name: str, make: Any, told: str) -> None:
    with staff(house, "heqing") as administrator:
        answer = upload(administrator, name, make())
        if answer.status_code < 400:  # parsing found it out: the row says so
            page = settled(administrator)
            assert name.partition(".")[0] in page
            assert "失败" in page
            assert re.search(told, page), page[:2000]
        else:
            refused(answer, 400)
            assert re.search(told, answer.text), answer.text[-1500:]
    leftovers(house)


def test_fifty_megabytes(house: House) -> None:
    with staff(house, "heqing") as administrator:
        answer = upload(administrator, "huge.pdf", b"%PDF-1.7\n" + bytes(50 * 2**20))
        refused(answer, 413, "20 MB")
        assert "huge" not in settled(administrator)
    leftovers(house)


def leftovers(house: House) -> None:
    """Nothing half received stays behind."""
    assert not list((house.folder / "uploads").glob(".incoming-*"))


def test_after_all_that_the_house_still_works(house: House, visitor: Visitor) -> None:
    assert visitor.write("现在还好吗").status_code == 200
    assert httpx.get(f"{house.url}/healthz").json() == {"status": "alive"}
    assert house.command("audit", "verify").returncode == 0
    log = [
        json.loads(line) for line in Path(house.folder / "logs" / "appliance.log").read_text().splitlines()
    ]
    faults = [line for line in log if line["level"] == "error"]
    assert not faults, faults[:3]
