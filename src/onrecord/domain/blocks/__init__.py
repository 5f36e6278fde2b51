"""The typed blocks that an update's body is made of.

A new kind of block is one new module here, and one template in `render`: the modules of this folder are found by
themselves, and each class registers itself under its `kind`.
"""

import importlib
import pkgutil

from onrecord.domain.blocks.block import Block, block_class, block_kinds

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

from onrecord.domain.blocks.divider import Divider  # noqa: E402 - after the modules have registered themselves
from onrecord.domain.blocks.embed import Embed  # noqa: E402
from onrecord.domain.blocks.heading import Heading  # noqa: E402
from onrecord.domain.blocks.image import FocalPoint, Image, Rendition  # noqa: E402
from onrecord.domain.blocks.items import ListBlock  # noqa: E402
from onrecord.domain.blocks.link import LinkCard  # noqa: E402
from onrecord.domain.blocks.quote import Quote  # noqa: E402
from onrecord.domain.blocks.table import Table  # noqa: E402
from onrecord.domain.blocks.text import Text, plain_text  # noqa: E402

__all__ = [
    "Block",
    "Divider",
    "Embed",
    "FocalPoint",
    "Heading",
    "Image",
    "LinkCard",
    "ListBlock",
    "Quote",
    "Rendition",
    "Table",
    "Text",
    "block_class",
    "block_kinds",
    "plain_text",
]
