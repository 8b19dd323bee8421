"""What a pattern sees better than counted letters: an offer of ours just before, a plain yes, shouting, insults."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from appliance.ai.inference.embedder import without_tokens
from appliance.ai.reading.hints import HINTS, hints
from appliance.ai.reading.picks import picked
from appliance.ai.reading.script import plain
from appliance.ai.reading.wishes import FORMS, forms

VISITOR: Final = frozenset({"visitor", "user"})

_MARKS: Final = re.compile(r"[\s，。！？、,!?；;：:~～….]+")
_OFFER: Final = re.compile(
    r"(?:需要|要不要|是否|要|需唔需要|可以|帮您|为您|帮你|好吗)[^。]{0,12}(?:转|接|联系|呼叫|安排|叫|找)[^。]{0,8}"
    r"(?:人工|真人|客服|客户服务员|专员|坐席|经理|同事|工作人员|人员)|转人工|(?:专员|客户经理|工作人员|客服)[^。]{0,4}(?:回电|联系您|协助您|致电)|"
    r"(?:pass|connect|transfer|put|get|hand)(?:red)? (?:you|me)?[^.?]{0,30}(?:person|human|agent|colleague|adviser|advisor|staff|someone|team|specialist)|"
    r"(?:speak|talk|chat)[^.?]{0,12}(?:person|human|agent|colleague|staff|someone)",
)
_YES: Final = re.compile(
    r"(?:好[的呀啊滴嘞吧]?|行[吧啊]?|可以[的啊]?|嗯+[呢]?|要[的啊得]?|需要[的]?|是的?|对[的]?|转+[吧啦啊]?|接吧?|麻烦[了你您]*|谢谢[你您]?|来吧|成|中|妥|安排|"
    r"同意|确认|0|那|就|请|帮我|也|当然|肯定|必须|快|急|一下|过[来去]|得|系|呀|啊|唔该|ok|okay|yes|yeah|yep|ya|sure|please|do|go ahead|thanks?|thank you|"
    r"haode|yao|keyi|xing|y| )+",
)
_NO: Final = re.compile(
    r"^(?:不用|不要|不需要|先不|暂时不|不了|算了|不必|没事|不转|否|唔使|别转|无需|buyong|no\b|nope|not now|not yet|don't)"
)
_PERSON: Final = re.compile(
    r"人工|真人|活人|坐席|客服|专员|经理|领导|主管|负责人|行长|职员|有人|个人|找人|叫人|换人|来人|人来|同事|rengong|"
    r"\b(?:human|person|people|agent|representative|manager|supervisor|someone|somebody|anyone|staff|colleague|operator|adviser|advisor)\b"
)
_NOT_BEFORE: Final = re.compile(
    r"(?:不用|不要|不需要|先不|别|不必|无需|暂时不|唔使|不是要|没有要|no need to|don't|not)[^，。,.!]{0,8}(?:转|找|叫|接|人工|客服|transfer|connect|human|agent)"
)
_ASKED_AFTER: Final = re.compile(
    r"(?:人工|客服|坐席|经理|真人)[^，。,.!?？]{0,8}(?:几点|多少|多久|时间|吗|收费|要钱|是谁|怎么|什么)|(?:hours|how long|how much|what|which|does|do)\b.*\b(?:human|agent|manager)"
)
_PAST: Final = re.compile(
    r"(?:刚才|刚刚|昨天|上次|之前|上午|已经|前天|头先)[^，。,.!]{0,12}(?:人工|客服|经理|职员|同事)|(?:人工|客服|经理)[^，。,.!]{0,4}(?:已经|刚|说|答应|告诉)"
)
_INSULT: Final = re.compile(
    r"妈的|他妈|tmd|nmd|cnm|操|艹|草泥|卧槽|我靠|傻逼|傻叉|煞笔|\bsb\b|智障|脑残|弱智|蠢|白痴|废物|垃圾|狗屁|狗日|混蛋|王八|滚|畜生|强盗|骗子|土匪|流氓|不要脸|"
    r"仆街|痴线|黐线|收皮|顶你|死机器|龟儿|瓜皮|锤子银行|犊子|放屁|有病|吃干饭|fuck|shit|bitch|idiot|stupid|moron|damn|crap|thie(?:f|ves)|bastard|clown|wtf|hell"
)
_THANKS: Final = re.compile(
    r"谢|感谢|辛苦|多亏|太好了|太棒|给力|点赞|好评|满意|厉害|thank|great|awesome|perfect|brilliant|excellent"
)
_FACES: Final = ("👍❤😊🌹🥰😄😁🙏👌💯🎉😘😀", "😡🤬💢🙄😤👎😒😠🖕💩", "😭😰😢😨😱😥😓🆘")
_ASKS: Final = re.compile(r"[?？]|吗|呢|多少|怎么|几|什么|哪|\b(?:how|what|when|where|can|could|is|do)\b")
_QUEUE: Final = re.compile(
    r"排队|队列|排到|(?:坐席|客服|人工|专员)[^。]{0,6}(?:忙|占线)|等候|等待|queue|waiting|are (?:all )?busy|on hold|estimated wait"
)
_STAYS: Final = re.compile(
    r"^(?:那|我|就)*(?:不急|愿意|继续|等|排|留)|等着|等呗|排着|没问题|没事|\b(?:y|yes|wait|stay|hold|keep)\b"
)
_LEAVES: Final = re.compile(r"不等|不排|不了|算了|^n\b|^no\b|cancel|leave")
_DEATH: Final = re.compile(
    r"不想活|活不|想死|死了|自杀|跳楼|跳下|轻生|遗书|一了百了|解脱|活够|活腻|去死|安眠药|suicid|kill myself|die\b|end it|end my life"
)
_AGE: Final = re.compile(r"(?:[一二三四五六七八九十0]+)[多几]?(?:岁|周岁)|years? old|year-old")

_OWN: Final = 31
_ANSWERS: Final = 3
"""Forms at the end of `wishes.FORMS` that mean something else behind an offer of ours."""
COUNT: Final = _OWN + len(FORMS) + _ANSWERS + 2 * len(HINTS)


def offered(turn: str) -> bool:
    """Whether a turn of ours puts a person within reach."""
    return bool(_OFFER.search(plain(turn)))


def answered(text: str, history: Sequence[tuple[str, str]]) -> int | None:
    """Which turn a bare yes to our offer of a person is about: the visitor's last one before it; None for anything else."""
    if not (history and _offers(history) and _is_yes(plain(text))):
        return None
    return next((n for n in range(len(history) - 1, -1, -1) if history[n][0] in VISITOR), None)


def _offers(history: Sequence[tuple[str, str]]) -> bool:
    return bool(history) and history[-1][0] not in VISITOR and offered(history[-1][1])


def _is_yes(said: str) -> bool:
    return bool(_YES.fullmatch(_MARKS.sub(" ", said).strip()))


def cues(text: str, history: Sequence[tuple[str, str]]) -> list[float]:
    """`COUNT` numbers between -1 and about 3; the first four are of the turns before."""
    said, words = plain(text), without_tokens(text)
    before = [plain(turn) for role, turn in history if role in VISITOR]
    ours = history[-1][1] if history and history[-1][0] not in VISITOR else ""
    answers = plain(ours)
    offer, queue = bool(_OFFER.search(answers)), bool(_QUEUE.search(answers))
    yes, no = _is_yes(said), bool(_NO.search(_MARKS.sub(" ", said).strip()))
    pick, stays, leaves = picked(text, ours), bool(_STAYS.search(said)), bool(_LEAVES.search(said))
    capitals, letters = sum(c.isupper() for c in words), sum(c.isascii() and c.isalpha() for c in words)
    again = max((_likeness(said, turn) for turn in before), default=0.0)
    out = [
        float(offer), float(offer and yes), float(offer and no), float(not history and yes),
        min(len(before), 5) / 5, again,
        math.log1p(len(said)) / 4, letters / max(1, len(words)),
        min(words.count("!") + words.count("！"), 6) / 3, min(words.count("?") + words.count("？"), 4) / 2,
        float(letters > 6 and capitals / letters > 0.6), float(bool(re.search(r"(.)\1\1", said))),
        float(bool(re.search(r"(.{2,5})\1", said))),
        *(float(bool(p.search(said))) for p in (_PERSON, _NOT_BEFORE, _ASKED_AFTER, _PAST, _THANKS, _ASKS, _DEATH, _AGE)),
        min(len(_INSULT.findall(said)), 3) / 2,
        *(min(sum(c in signs for c in words), 3) / 2 for signs in _FACES),
        float(no),
        float(pick > 0), float(pick < 0), float(queue), float(queue and (stays or yes) and not leaves), float(queue and leaves),
    ]  # fmt: skip
    found = forms(said)
    out += [*found, *(each * offer for each in found[-_ANSWERS:])]
    out += [*hints(said), *hints(" ".join(before[-2:]))]
    assert len(out) == COUNT
    return out


def _likeness(one: str, other: str) -> float:
    """Shared pairs of characters, 0 to 1: who says it again is losing patience."""
    a, b = ({t[i : i + 2] for i in range(len(t) - 1)} for t in (one, other))
    return len(a & b) / len(a | b) if a and b else 0.0
