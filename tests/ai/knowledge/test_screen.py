"""Mei's number in a leaflet: found at the import, shown, and published only when somebody says that it may be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.ai.knowledge import batch, queries, screen_memory
from appliance.ai.knowledge.import_requests import begin_import
from appliance.ai.knowledge.ingest import import_document
from appliance.ai.knowledge.pairs import draft_pair
from appliance.ai.knowledge.screen import MayBePublic, Screen, said
from appliance.core.audit.tables import AuditEvent
from appliance.core.kit.actors import SYSTEM
from appliance.core.masking.engine import Masker, Span
from appliance.core.store.session import Store
from tests.factories.knowledge import publish

MOBILE = "13812345678"
LEAFLET = f"# 理财经理\n联系人王小明，手机{MOBILE}。\n\n# 年费\n金卡年费二百元。"


@pytest.fixture(scope="module")
def screen() -> Screen:
    return Screen(Masker())


@pytest.fixture
def screened(knowledge, screen):
    knowledge.screen = screen
    return knowledge


def leaflet(folder: Path, text: str = LEAFLET, name: str = "leaflet.md") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def trail(store: Store) -> list[tuple[str, dict[str, object]]]:
    with store.reading() as s:
        return [(one.verb, one.details) for one in s.query(AuditEvent).order_by(AuditEvent.seq)]


def test_a_document_with_a_mobile_number_is_kept_masked_and_waits(screened, tmp_path):
    document_id = import_document(screened, leaflet(tmp_path), actor=SYSTEM)
    with screened.store.reading() as s:
        document = queries.document(s, document_id)
        kept = " ".join(row.text for row in queries.passages(s, document_id))
        assert (document.state, document.personal["MOBILE"]) == ("draft", 1)
    assert "手机[手机]" in kept
    assert "金卡年费二百元" in kept
    assert MOBILE not in kept
    publish(screened, document_id)
    told = trail(screened.store)
    assert [verb for verb, _ in told] == [
        "document.imported",
        "document.held",
        "document.published",
        "publication.done",
    ]
    assert "MOBILE 1" in told[-2][1]["found"]
    assert MOBILE not in json.dumps(told)


def test_confirmed_beforehand_or_nothing_to_confirm(screened, tmp_path):
    plain = leaflet(tmp_path, "# 年费\n金卡年费二百元，客服电话95588。", "fees.md")
    for path, confirmed in ((leaflet(tmp_path), True), (plain, False)):
        document_id = import_document(screened, path, actor=SYSTEM, publish=True, confirmed=confirmed)
        with screened.store.reading() as s:
            assert queries.document(s, document_id).state == "published"
            words = " ".join(row.text for row in queries.passages(s, document_id))
        assert (MOBILE in words) is confirmed


def test_rows_with_personal_data_are_held_and_the_others_published(screened):
    pairs = [
        {"id": "a", "question": "年费多少？", "answer": "二百元。"},
        {"id": "b", "question": "找谁？", "answer": f"找王小明，{MOBILE}。"},
    ]
    with pytest.raises(MayBePublic, match="1 × Mobile"), screened.store.writing() as s:
        draft_pair(s, "找谁？", MOBILE, actor=SYSTEM, found=screened.screen.found([MOBILE]))
    done = batch.import_qa_pairs(screened, pairs, actor=SYSTEM, publish=True)
    assert (done.added, done.unchanged, done.held) == (1, 0, (2,))
    assert batch.import_qa_pairs(screened, pairs, actor=SYSTEM, publish=True, confirmed=True).added == 1
    texts = [{"id": "t1", "text": f"手机{MOBILE}"}, {"id": "t2", "text": "周一至周五营业。"}]
    done = batch.import_texts(screened, texts, actor=SYSTEM)
    assert (done.added, done.held) == (1, (1,))


def test_of_the_texts_of_one_id_only_those_with_personal_data_are_held(screened):
    texts = [{"id": "t", "text": f"手机{MOBILE}"}, {"id": "t", "text": "周一至周五营业。"}]
    for added, unchanged in ((1, 0), (0, 1)):
        done = batch.import_texts(screened, texts, actor=SYSTEM, publish=True)
        assert (done.added, done.unchanged, done.held) == (added, unchanged, (1,))
    assert batch.import_texts(screened, texts, actor=SYSTEM, publish=True, confirmed=True).added == 2


def test_the_name_of_a_file_is_masked_before_it_is_kept(screened, tmp_path):
    path = leaflet(tmp_path, "# 年费\n金卡年费二百元。", f"李国强_{MOBILE}_身份证110101199003078515.md")
    document_id, _ = begin_import(screened, path, actor=SYSTEM)
    with screened.store.reading() as s:
        document = queries.document(s, document_id)
        kept = f"{document.filename} {document.title} {trail(screened.store)}"
    assert MOBILE not in kept
    assert "110101199003078515" not in kept
    assert document.filename.endswith(".md")


NAMES = ["费率表2026.xlsx", "mobile_banking-faq.md", "住房贷款手册_v3.pdf", "README", "2026-11-25_fees.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_an_ordinary_name_stays(screen, name):
    assert screen.name(name) == name


def test_what_waits_is_named_first():
    assert said({"PERSON": 4, "MOBILE": 1}, "zh") == "手机 1 个、姓名 4 个"
    assert said({"PERSON": 4, "MOBILE": 1}, "en") == "1 × Mobile, 4 × Name"


class Looker(Screen):
    """Counts the texts that it is shown."""

    def __init__(self, masker: Masker) -> None:
        super().__init__(masker)
        self.seen: list[str] = []

    def found(self, texts):
        texts = list(texts)
        self.seen += texts
        return super().found(texts)


def test_a_new_version_is_looked_at_only_where_it_is_new(knowledge, screen, tmp_path, monkeypatch):
    looker = knowledge.screen = Looker(screen._masker)
    import_document(
        knowledge, leaflet(tmp_path, f"{LEAFLET}\n\n手机{MOBILE}。\n\n手机{MOBILE}。"), actor=SYSTEM
    )
    first = list(looker.seen)
    assert len(first) == len(set(first)), "a text that stands twice is looked at once"
    looker.seen.clear()
    again = import_document(
        knowledge,
        leaflet(tmp_path, f"{LEAFLET}\n\n手机{MOBILE}。\n\n手机{MOBILE}。\n\n年费可减免。"),
        actor=SYSTEM,
    )
    assert looker.seen == ["年费可减免。"]
    with knowledge.store.reading() as s:
        document = queries.document(s, again)
        assert (document.state, document.personal["MOBILE"]) == ("draft", 3), (
            "what was known counts as before"
        )
    looker.seen.clear()
    monkeypatch.setattr(screen_memory, "fingerprint", lambda: "another masking")
    import_document(knowledge, leaflet(tmp_path, f"{LEAFLET}\n\n年费可减免。"), actor=SYSTEM)
    assert set(looker.seen) == {
        "理财经理",
        "年费",
        "年费可减免。",
        *(t for t in first if "联系人" in t or "二百" in t),
    }


def test_what_could_not_be_checked_is_not_taken_as_known(knowledge):
    class Blind(Looker):
        def spans(self, text):
            return [Span(0, len(text), "WITHHELD", 1.0, "rest")]

    blind = Blind(Masker())
    for _ in range(2):
        assert screen_memory.found(knowledge.store, blind, ["年费", ""]) == {"WITHHELD": 1}
    assert blind.seen == ["年费", "年费"]
