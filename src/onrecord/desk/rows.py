"""An update as the desk's lists show it."""

from dataclasses import dataclass

from onrecord.domain import Coverage
from onrecord.domain.content import UpdateContent
from onrecord.domain.updates import Update
from onrecord.render.update import first_words


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateRow:
    """One line: the update, its words wherever they are kept, and a name to know it by."""

    coverage: Coverage
    update: Update

    @property
    def content(self) -> UpdateContent | None:
        """Its words, also while it is held."""
        return self.update.content or self.coverage.withheld.get(self.update.id)

    @property
    def name(self) -> str:
        content = self.content
        return "" if content is None else content.heading or first_words(content)

    @property
    def is_pinned(self) -> bool:
        return self.coverage.pinned_update_id == self.update.id

    @property
    def is_withdrawn(self) -> bool:
        return self.content is None

    @property
    def reason(self) -> str:
        withdrawal = self.update.redaction or self.update.retraction
        return (withdrawal.reason or "") if withdrawal else ""
