"""A text reduced to who is spoken of and what is said of them: one letter for each word of a class, dots for what lies between.

我老公要打人工，我说问你就行 and 我妈非要找经理，我劝住了 have nearly one outline, whatever the words; the weights learn from outlines
which ones are wishes. Patterns read the plain writing of `script`.
"""

from __future__ import annotations

import re
from typing import Final

_CLASSES: Final[tuple[tuple[str, str], ...]] = (
    # not a person to talk to, for all the word: 人工费, 个人贷款, 真人签名
    (".", r"人工(?:费|智能|湖|耳蜗|成本|授信|审批|审核费|窗口|录入)|人民|人脸|人士|人生|人性|人家|人名|人均|人口|本人|别人|个人(?=[^来说聊谈讲帮接，。?!]{2})|收款人|付款人|受益人|联系人|代理人|代办人|监护人|法人|"
          r"per person|in person|personal|estate agent|payment agent"),
    ("O", r"(?:我|俺)?(?:老公|老婆|爱人|先生|太太|媳妇|妈妈?|爸爸?|爷爷|奶奶|外[公婆]|姥[姥爷]|儿子|女儿|孩子|哥|姐|弟弟|妹妹?|朋友|同学|邻居|老娘|老爹|孙[子女]|阿[姨妈爸])|[他她]们?|对方|"
          r"\b(?:my )?(?:husband|wife|mother|mum|mom|father|dad|son|daughter|friend|brother|sister|he|she|they)\b"),
    ("P", r"(?:人工|真人|活人|大人|人类|客服|坐席|专员|专席|客户经理|经理|行长|主管|主任|领导|店长|老板|负责人|工作人员|职员|柜员|同事|顾问|理财师|当班|值班|上级|那位|哪位|一位|两位|姑娘|小伙子?|后生|师傅|"
          r"大姐|小姐|老师|工号|rengong|ren gong|zhen ?ren)(?:客服|人员|服务|小姐|的人)?|有人|个人|活的|人(?=[呢来在吗？?！!]|$)|\b(?:humans?|persons?|people|agents?|representative|rep|operator|advis[eo]rs?|managers?|"
          r"supervisor|someone|somebody|anyone|anybody|staff|colleagues?|officer|banker|teller|member of staff)\b"),
    ("B", r"机器人?|智能(?:客服|助手)?|\bai\b|菜单|自动回复|系统|\b(?:bots?|robots?|machine|menus?)\b"),
    ("A", r"自助|自己|自行|线上|在线|链接|清单|公告|表格?|\b(?:self|links?|form|guide|online|myself)\b"),
    ("K", r"排队?|队列?|等候?|等待|留着|占线|全?忙|\b(?:queue|wait(?:ing)?|hold|stay|busy|line)\b"),
    ("V", r"转接?|接[通入给过回]?|驳|駁|找|叫|喊|换|派|安排|联系|呼叫|揾|搵|召唤|升级|对接|\b(?:transfer|connect|put|pass|hand|speak|talk|chat|reach|get|bring|call|ring|zhuan|zhao|jiao)\b"),
    ("C", r"电话|回电|回复我|致电|打给|手语|视频"),
    ("F", r"如果|要是|万一|假如|以后|将来|哪天|提前|了解|好奇|就问问?|随便问|\b(?:if|when|some ?day|just (?:asking|curious|wondering))\b"),
    ("T", r"刚才|刚刚|昨[天晚]|前天|上(?:次|回|周|月|礼拜|午)|早上|之前|以前|已经|那天|后来|本来|曾|过了|\b(?:yesterday|last|earlier|already|ago|before|was|were|did|had|this morning)\b"),
    ("X", r"还是|反悔|改主意|改变主意|算了|但是?|不过|却|\b(?:but|instead|actually|changed)\b"),
    ("N", r"不用|不要|不必|不想|不需要|无需|千万别|别|不|没有?|唔使|唔|冇|未|免|白|\b(?:no|not|don'?t|never|without|didn'?t|can'?t|nah|nope|no need)\b"),
    ("S", r"说|讲|聊|谈|告诉|让|骂|答|讲话|回话|倾|沟通|\b(?:told|said|says|asked|helped|hung)\b"),
    ("E", r"谢谢?|感谢|辛苦|耐心|满意|太好|真好|棒|表扬|夸|给力|\b(?:thanks?|thank you|lovely|great|star|brilliant)\b"),
    ("L", r"投诉|举报|曝光|记者|律师|监管|起诉|complain\w*|lawyer|journalist|press"),
    ("H", r"现在|马上|立刻|立即|赶紧|赶快|快点?|尽快|急|\b(?:now|asap|immediately|quick(?:ly)?|urgent(?:ly)?)\b"),
    ("M", r"收费|要钱|多少钱|费用?|几点|多久|时间|上班|下班|\b(?:hours|fee|cost|charge|much|long|open)\b"),
    ("W", r"想要|想|要|需要|希望|求|麻烦|劳驾|请|帮我?|能不能|能否|可以|能|可唔可以|唔该|唔該|\b(?:want|need|like|prefer|please|pls|could|can|may|let|would)\b"),
    ("Q", r"吗|呢|么|怎么|怎样|咋|什么|啥|哪里?|谁|多少|几|点样|[?？]|\b(?:how|what|which|where|who|why|do|does|is|are)\b"),
    ("I", r"我们?|俺|咱们?|偶|\b(?:i|me|my|we|us|i'?m|i'?d)\b"),
    ("Y", r"你们?|您|贵行|你哋|侬|\b(?:you|your|yours)\b"),
    ("D", r"的"),
    ("U", r"吧|呗|啊|呀|嘛|啦|哦"),
    ("|", r"[，。,.!！;；:：…~\n]+"),
)  # fmt: skip
_WORDS: Final = re.compile("|".join(f"(?P<c{n}>{words})" for n, (_, words) in enumerate(_CLASSES)))
_FEW: Final = 3
"""Characters between two words of a class that still count as near."""


def outline(plain: str) -> str:
    """Letters of the classes above in order; `.` for a few characters between two of them, `:` for more."""
    out, at = [], 0
    for found in _WORDS.finditer(plain):
        out.append(_between(plain[at : found.start()]))
        out.append(_CLASSES[int((found.lastgroup or "c0")[1:])][0])
        at = found.end()
    return "".join((*out, _between(plain[at:])))


def _between(skipped: str) -> str:
    size = len(skipped.strip())
    return "" if size == 0 else "." if size <= _FEW else ":"
