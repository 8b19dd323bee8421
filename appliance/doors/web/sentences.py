"""Templates that are compiled once in each language, with their sentences and their constant parts in place.

A page of the desk says a hundred sentences; to look each one up while it is made took as long as the rest of the making. Here
`_("…")`, `_("…%(n)s…", n=…)` (of one as of one) and `static("…")` with the words written out become text when the template is
compiled; sentences by a name (`_(label)`) are looked up as ever.

What a template imports is found without asking whether the importing page has names of its own for all: those are the
environment's, and to compare the two took longer than to write a row of a list.
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from appliance.doors.web import catalogs


class OfOneHouse(Template):
    """A template whose names for all are its environment's."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class Sentences(Environment):
    """The environment of one language."""

    template_class = OfOneHouse

    def __init__(self, lang: str, **options: Any) -> None:
        self.lang = lang
        super().__init__(**options)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self._say(tree)
        return tree

    def _say(self, node: nodes.Node) -> None:
        """Put what is known in the place of what asks for it, everywhere below this node."""
        for field, value in node.iter_fields():
            if isinstance(value, list):
                for at, child in enumerate(value):
                    if isinstance(child, nodes.Node):
                        value[at] = self._known(child)
            elif isinstance(value, nodes.Node):
                setattr(node, field, self._known(value))

    def _known(self, node: nodes.Node) -> nodes.Node:
        self._say(node)
        if (
            not isinstance(node, nodes.Call)
            or not isinstance(node.node, nodes.Name)
            or node.dyn_args
            or node.dyn_kwargs
        ):
            return node
        words = node.args[0].value if len(node.args) == 1 and isinstance(node.args[0], nodes.Const) else None
        static: Any = self.globals.get("static")
        if node.node.name == "static" and isinstance(words, str) and static is not None:
            return nodes.Const(static(words), lineno=node.lineno)
        if node.node.name != "_" or not isinstance(words, str):
            return node
        # As the i18n extension does: a sentence is markup, what is put into it is not, and a sign of per cent stands for two.
        sentence = catalogs.gettext(self.lang)(words)
        if not node.kwargs:
            return nodes.TemplateData(sentence % {}, lineno=node.lineno)
        said = self._counted(words, nodes.TemplateData(sentence, lineno=node.lineno), node)
        values = [
            nodes.Pair(nodes.Const(each.key, lineno=node.lineno), each.value, lineno=node.lineno)
            for each in node.kwargs
        ]
        return nodes.Mod(said, nodes.Dict(values, lineno=node.lineno), lineno=node.lineno)

    def _counted(self, words: str, said: nodes.TemplateData, node: nodes.Call) -> nodes.Expr:
        """What is said, or what is said of one where `n` turns out to be 1 (or "1": most counts come written out)."""
        counted = next((each.value for each in node.kwargs if each.key == "n"), None)
        one = catalogs.of_one().get(words) if self.lang == "en" else None
        if one is None or counted is None:
            return said
        at = {"lineno": node.lineno}
        written = nodes.Filter(counted, "string", [], [], None, None, **at)
        alone = nodes.Compare(written, [nodes.Operand("eq", nodes.Const("1", **at), **at)], **at)
        return nodes.CondExpr(alone, nodes.TemplateData(one, **at), said, **at)
