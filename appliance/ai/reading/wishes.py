"""Clauses that ask for somebody, and clauses that only look so: forms of words, which the weights judge by all else.

Patterns read the plain writing of `script`.
"""

from __future__ import annotations

import re
from typing import Final

_WHO: Final = (
    r"(?:人工|真人|活人|大人|个人|人(?![民家脸士员生名均事口])|客服|同事|专员|专人|专席|坐席|工作人员|职员|经理|行长|主管|主任|领导|头儿|店长|老板|负责人|管事|"
    r"法务|部门?|岗|科|组|顾问|理财师|发言人|柜员|会计|小姐|大姐|师傅|老师|那位|上级|当班|值班|风控|真的人|你们的人)"
)
_VERB: Final = r"(?:转接?|接|找|叫|喊|换|派|请|安排|联系|呼叫|揾|搵|寻|整|让|喺|畀|给我(?:来|找|接|转|换|叫)?|帮我(?:找|接|转|叫|喊)|要|想跟|跟|和|同)"

FORMS: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern)
    for pattern in (
        # somebody is called: 叫你们行长出来, 请转投诉岗, 安排一个看得懂的人
        rf"{_VERB}[^，。,.!！?？;；]{{0,8}}{_WHO}",
        # … and is to do something: 让那位再打来
        r"(?:让|叫|请|喊|换|派|整|找)[^，。,.!！?？]{1,14}(?:来|出来|过来|接|回|跟我|同我|和我|打给?我|联系我|说|讲|谈|管|处理|解决)",
        # by what they can: 换个能拍板的, 能不能来个有温度的
        r"(?:换|找|来|整|派|叫|请|给我|上)(?:一|个|位|两|换)*[^，。,.!！?？]{0,12}(?:能|会|懂|有|管|不)[^，。,.!！?？]{1,10}的(?:[人来吧吗]|$|[，。,!！?？])",
        # is there anybody: 有没有值班的人, 人呢, 没一个喘气的
        rf"(?:有没有|有冇|有无|求个?|蹲个?)[^，。,.!！?？]{{0,6}}{_WHO}|有人[吗么嘛在没能]|有冇人|冇人|(?:^|[，。,.!！?？ ])人[呢啦！!]|喘气",
        # the word by itself, misspelt or spelt out
        r"(?:^|[，。,.!！?？ ])(?:[转装赚传砖接]?(?:人工|仁工|人公|仁公|人共|亻工|人エ)|真人|zrg|rengong|ren gong|zhen ren|zhenren|zhuan ?ren ?gong)",
        r"转仁工|转人工|zhuan ?ren ?gong|ren ?gong|zhen ?ren",
        # English
        r"\b(?:put|pass|route|connect|transfer|hand|switch|get|give|find|let|send|bring|escalate)\b[^.?!]{0,14}\b(?:me|us|this|it|someone|somebody|through|over)\b[^.?!]{0,30}\b(?:to|through|over|on|someone|somebody|person|human|staff|agent|team|manager|supervisor|colleague|officer|office|boss)\b",
        r"\b(?:speak|talk|chat)\b[^.?!]{0,6}\b(?:to|with)\b",
        r"\b(?:is|are|any)\b[^.?!]{0,10}\b(?:anyone|anybody|somebody|someone|person|human)\b[^.?!]{0,12}\b(?:there|real|here|who|i can)\b|\b(?:can|could|will) (?:someone|somebody|anyone|a human|a person)\b|(?:^|[,.!?] ?)(?:human|agent|person|representative|operator)\b",
        # nobody wanted: 不用叫人了, 人工就不用了, 不是转人工, no need for an agent
        rf"(?:不用|不要|不必|不需要|无需|别|不是要?|没说要?|没要|不找|先不|不等|唔使|谁说要)[^，。,.!！?？]{{0,6}}(?:{_WHO}|转|叫|找|麻烦|排)|{_WHO}[^，。,.!！?？]{{0,3}}(?:不用|算了|免了)",
        r"\bno need\b|\bdon'?t (?:need|want|transfer|connect)\b|\bno[, ]+(?:that'?s|thats|thanks|it'?s)\b|\bnot (?:now|necessary)\b",
        # told of: 刚才那个人工客服骂我, 昨天的同事帮我办好了
        rf"(?:刚才|刚刚|刚剛|昨天|上次|上回|之前|那个)[^，。,.!！?？]{{0,6}}{_WHO}[^，。,.!！?？]{{0,12}}(?:骂|说|讲|态度|口气|帮|办好|已经|耐心|打给|是你们)|\b(?:agent|human|lady|guy|colleague|someone)\b[^.?!]{{0,16}}\b(?:was|were|hung|solved|said|told|called|helped|already|had|claiming)\b",
        # asked about: 你是真人吗
        r"你是(?:不是)?[^，。,.!！?？]{0,4}(?:真人|机器|人工|活人)|are you (?:a )?(?:human|real|bot)",
        # an answer with more words behind it: 好的请转，…  要的，快一点
        r"^(?:好|行|嗯|要|可以|需要|是的|对|等|转|yes|yeah|ok|sure|please)",
        r"转吧|请转|麻烦转|转过[来去]|接过来|帮我转|快转|转啊|排吧|我等|go ahead|please do|yes please",
        r"不用|不要|不必|算了|不等|不转|先不",
    )
)


def forms(plain: str) -> list[float]:
    """1.0 for each form that a plain text has, else 0.0."""
    return [float(bool(form.search(plain))) for form in FORMS]
