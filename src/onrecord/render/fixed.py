"""What of a template is the same at every rendering in one language, put in when it is compiled."""

from django import template
from django.template.base import NodeList, Parser, TextNode, Token
from django.template.loader_tags import do_include
from django.templatetags.i18n import do_translate

register = template.Library()


class _Placed(template.Node):
    """The nodes of another template, in its place."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        return self.nodelist.render(context)


@register.tag
def translate(parser: Parser, token: Token) -> template.Node:
    """Django's tag of that name for words that the template itself holds: in the language now spoken, for ever."""
    said: str = do_translate(parser, token).render(template.Context(use_l10n=False))
    return TextNode(said)


@register.tag
def include(parser: Parser, token: Token) -> template.Node:
    """Django's tag of that name; a template that is named and given nothing of its own is not sought again."""
    _, name, *rest = token.split_contents()
    loader = None if parser.origin is None else parser.origin.loader
    if rest or loader is None:
        return do_include(parser, token)
    return _Placed(loader.engine.get_template(name[1:-1]).nodelist)
