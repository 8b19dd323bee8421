"""Orders: a published passage that speaks to the model rather than to the bank's customers is not used for answering."""

from __future__ import annotations

import re
from functools import lru_cache

from appliance.ai.knowledge.readers.instructions import instruction

_NOT_FOR_READERS = re.compile(
    r"<!--|<script|(?:AI|智能)\s*助手(?:请)?注意|note to (?:the )?(?:ai|assistant)"
    r"|你(?:现在|从现在起)?是(?:经理|管理员|行长|专家|我|一[个名位])|(?:假设|假装|想象)你是|扮演"
    r"|新指令|优先级最高|最高优先级|以下内容优先|你的(?:开发者|系统|主人|第一条)|安全测试"
    r"|(?:只|仅|请|必须|一律|先|直接)(?:用[^。]{0,8})?(?:输出|回复|说出|说)[^。]{0,4}[“\"「‘'{]"
    r"|(?:请|必须|务必)(?:告诉|要求|让|引导|通知)(?:客户|用户|访客|顾客)[^。]{0,6}(?:改|提供|发|转|拨打|点击|登录)"
    r"|(?:对|把)(?:所有|任何|每个)问题(?:都)?回答|回答前先|(?:答复|回答|告诉)客户[^。]{0,12}(?:为零|免|是0)"
    r"|(?:输出|output)\s*JSON|\{\s*[\"'](?:approved|role)"
    r"|\bact as\b|\bpretend (?:to be|you)|highest priority|your developers|answer every question|new instruction"
    r"|\b(?:begin|start) (?:with|your answer)|\boutput only\b|replace the question|\band (?:answer|say) (?:yes|so|that)\b"
    r"|tell (?:the )?customers? (?:to call|that fees)|ask (?:the )?customers? for|safety test",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def speaks_to_a_model(text: str) -> bool:
    """Whether the text holds words to a model: what the import finds and tells, and comments that no reader sees."""
    return bool(_NOT_FOR_READERS.search(text)) or bool(instruction(text))
