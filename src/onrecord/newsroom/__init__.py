"""What a journalist can do: load, decide, append. Drafts and sign-in links, which are never public, live here too."""

from onrecord.newsroom.ingest import IngestReport, ingest
from onrecord.newsroom.items import IngestItem
from onrecord.newsroom.newsroom import Newsroom, new_coverage_id, new_update_id

__all__ = ["IngestItem", "IngestReport", "Newsroom", "ingest", "new_coverage_id", "new_update_id"]
