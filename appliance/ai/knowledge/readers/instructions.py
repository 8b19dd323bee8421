"""Words in a document that read like instructions to a language model, in Chinese and English.

A list of forms, each broad enough for its many wordings and narrow enough for what a bank writes to its customers
("请按提示操作", "ignore this notice if you have paid"). What it misses does no harm by itself: the gate sends only what a
passage supports.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_BEFORE = r"(?:以上|上述|之前|以前|此前|前面|先前|前述|上面|所有|全部|一切|任何|原有|既定|系统|你的)"
_RULES = r"(?:指令|指示|提示词?|命令|规则|设定|设置|约束|限制|要求|对话|上下文|prompt)"
_MACHINE = r"(?:AI|人工智能|大模型|语言模型|模型|机器人|智能助手|智能客服|AI助手|聊天助手|ChatGPT|GPT|LLM)"
_READER = r"(?:用户|客户|访客|顾客|提问者|对方|咨询者|任何人)"

_LEAVE = (
    r"(?:忽略|无视|忘记|忘掉|抛弃|不要理会|不必理会|不再遵守|不要遵守|不用遵守|停止遵守|跳过|覆盖|推翻|绕过)"
)

_ZH: Final = (
    rf"{_LEAVE}[^。！？\n]{{0,8}}{_BEFORE}[^。！？\n]{{0,10}}{_RULES}",
    rf"{_LEAVE}[^。！？\n]{{0,12}}(?:指令|提示词|prompt|系统设定)",
    rf"(?:你|您)(?:现在|从现在起|此刻|接下来|将)*(?:是|不再是|扮演|充当|变成|化身|进入)[^。！？\n]{{0,16}}(?:{_MACHINE}|角色|模式|管理员|开发者)",
    rf"(?:从现在(?:起|开始)|接下来|今后|此后)[,，]?(?:你|请你|{_MACHINE})",
    rf"{_MACHINE}[^。！？\n]{{0,8}}(?:请|务必|必须|应当|应该|只能|一律|注意|需要|不得|须)[^。！？\n]{{0,12}}"
    r"(?:回答|回复|输出|说|告诉|执行|忽略|遵守|透露|推荐|引导|声称|答复)",
    rf"(?:当|如果|若|凡是|无论|不管)[^。！？\n]{{0,4}}{_READER}[^。！？\n]{{0,16}}[,，]?(?:你|请你|一律|均|都|就|请|必须)"
    r"(?:应|要|须|必须|只能|一律|直接)*(?:回答|回复|答复|输出|告诉|声称|说)[^。！？\n]{0,2}[:：“\"「]",
    rf"(?:不要|不得|切勿|禁止|别|无需)(?:向|对|把|告诉)[^。！？\n]{{0,6}}{_READER}[^。！？\n]{{0,10}}(?:透露|提及|说明|说|知道|提示词|系统)"
    r"[^。！？\n]{0,10}(?:提示|指令|规则|本段|这段|此段|本条|系统)",
    r"(?:系统提示(?:词|[:：])|系统指令|隐藏指令|越狱|开发者模式|DAN\s*模式|提示词注入|角色扮演模式)",
    rf"(?:输出|显示|打印|泄露|透露|重复|复述|公布|给出)[^。！？\n]{{0,8}}(?:你的|系统|全部|完整|上面|以上|原始|内部)[^。！？\n]{{0,6}}{_RULES}",
    rf"(?:不要|不得|切勿|禁止|别)(?:告诉|让){_READER}[^。！？\n]{{0,6}}(?:这段|此段|本段|这条|本条|提示|指令)",
    r"(?:务必|必须|一律|只能|只许|只准|仅|始终|总是)(?:以|用|按)?[^。！？\n]{0,12}(?:回答|回复|输出)[^。！？\n]{0,10}"
    r"(?:所有|任何|全部|一切|以下|每个|本段|问题|内容)[^。！？\n]{0,8}(?:问题|文字|内容|提问|[:：])",
    r"(?:致|写给|告知|通知)(?:所有|各|本行)?(?:AI|人工智能|大模型|语言模型|模型|机器人|智能助手)",
)

_EN: Final = (
    r"\b(?:ignore|disregard|forget|override|bypass|skip|discard|do not follow|don't follow|stop following|set aside)\b[^.!?\n]{0,24}"
    r"\b(?:previous|prior|above|earlier|preceding|all|any|your|system|existing|original|safety)\b[^.!?\n]{0,24}"
    r"\b(?:instructions?|prompts?|rules?|guidelines?|directives?|commands?|constraints?|restrictions?|context|policies|training)\b",
    r"\byou are (?:now|no longer|hereby)\b[^.!?\n]{0,50}\b(?:assistant|ai|bot|chatbot|model|mode|admin\w*|developer|unrestricted|agent)\b",
    r"\b(?:you are|act as|pretend to be|behave as|roleplay as|respond as|play the role of)\b[^.!?\n]{0,30}"
    r"\b(?:ai|language model|assistant|chatbot|llm|dan|jailbroken|unrestricted|system administrator)\b",
    r"\b(?:ai|artificial intelligence|language models?|llms?|chatbots?|virtual assistants?|assistants?|bots?)\b[^.!?\n]{0,12}"
    r"\b(?:must|should|shall|please|always|never|have to|need to|are to|is to)\b[^.!?\n]{0,20}"
    r"\b(?:answer|reply|respond|say|tell|output|recommend|reveal|state|claim|ignore|obey|execute|include|direct)\b",
    r"\b(?:note|message|instructions?|attention|important)\b[^.!?\n]{0,6}\b(?:to|for)\b[^.!?\n]{0,12}"
    r"\b(?:ai|llms?|language models?|assistants?|chatbots?|models?|bots?)\b",
    r"\b(?:new|updated|hidden|secret|additional|real|system)\s+(?:instructions?|prompt|directives?)\b\s*[:：\-]",
    r"\bsystem\s*prompt\b|\bjail\s*break|\bdeveloper mode\b|\bprompt injection\b|\bDAN mode\b",
    r"\b(?:reveal|print|output|show|repeat|display|leak|disclose|recite)\b[^.!?\n]{0,20}\b(?:your|the|all|full|hidden|initial)\b[^.!?\n]{0,16}"
    r"\b(?:system|initial|hidden|original)?\s*(?:prompts?|instructions?)\b",
    r"\b(?:do not|don't|never)\b[^.!?\n]{0,12}\b(?:tell|reveal|mention|inform|disclose|say)\b[^.!?\n]{0,24}"
    r"\b(?:users?|visitors?|humans?|anyone|them|operators?)\b[^.!?\n]{0,24}"
    r"\b(?:instructions?|prompts?|this (?:text|note|message|paragraph|document)|hidden)\b",
    r"\b(?:when|if|whenever)\b[^.!?\n]{0,16}\b(?:users?|visitors?|someone|anyone|anybody|customers?)\b[^.!?\n]{0,30}"
    r"\b(?:asks?|inquires?|questions?)\b[^.!?\n]{0,40}\b(?:reply|respond|answer|say|output)\b(?: only)?(?: with| that)?\s*[:：\"“']",
    r"\b(?:reply|respond|answer|output)\b(?: only| exactly| always)+ (?:with|in|using|as)\b[^\n]{0,20}[\"“':：]",
    r"\bfrom now on,? (?:you|the assistant|always|respond|answer|reply)\b",
)

_MARKS: Final = (
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[/?INST\]|<</?SYS>>|<\|?(?:begin|end)_of_\w+\|?>",
    r"^\s*#{2,}\s*(?:system|instruction|assistant|human)\b\s*:?\s*$",
    r"(?:^|\n)\s*(?:system|assistant)\s*[:：]\s*\S",
    r"\{\s*[\"']role[\"']\s*:\s*[\"'](?:system|assistant)",
)

_FORMS: Final = re.compile("|".join(f"(?:{form})" for form in (*_ZH, *_EN, *_MARKS)), re.IGNORECASE)
# Letters set apart (i g n o r e) read the same to a model.
_SPACED: Final = re.compile(r"(?<![A-Za-z])(?:[A-Za-z][ .\-_]){4,}[A-Za-z](?![A-Za-z])")
_HAN_GAP: Final = re.compile(r"(?<=[\u3400-\u9fff])[ \t·.\-_*]+(?=[\u3400-\u9fff])")


def instruction(text: str) -> str:
    """The words that read like an instruction to a model, with a little around them; empty when there are none."""
    even = unicodedata.normalize("NFKC", text)
    for said in (even, _closed(even)):
        found = _FORMS.search(said)
        if found:
            start = max(0, found.start() - 20)
            return said[start : found.end() + 60].strip()
    return ""


def _closed(text: str) -> str:
    """With letters and characters that were set apart put together again."""
    joined = _SPACED.sub(lambda m: re.sub(r"[ .\-_]", "", m.group()), text)
    return _HAN_GAP.sub("", joined)
