"""HTML for readers: one update, one page."""

from onrecord.render.entry import Entry, entry_titles, render_entry
from onrecord.render.page import render_embed_page, render_index, render_not_found, render_page, render_update_page
from onrecord.render.parts import PARTS, part_stands, part_value, render_key_event, render_part
from onrecord.render.update import render_update
from onrecord.render.windows import PAGE_SIZE, archive_count, archive_ordinals, embed_ordinals, front_ordinals, page_of

__all__ = [
    "PAGE_SIZE",
    "PARTS",
    "Entry",
    "archive_count",
    "archive_ordinals",
    "embed_ordinals",
    "entry_titles",
    "front_ordinals",
    "page_of",
    "part_stands",
    "part_value",
    "render_embed_page",
    "render_entry",
    "render_index",
    "render_key_event",
    "render_not_found",
    "render_page",
    "render_part",
    "render_update",
    "render_update_page",
]
