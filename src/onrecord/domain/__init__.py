"""What may happen in a coverage, and what it then looks like. Pure: the standard library only."""

from onrecord.domain.coverage import Coverage, CoverageState
from onrecord.domain.decide import decide
from onrecord.domain.fold import apply, fold

__all__ = ["Coverage", "CoverageState", "apply", "decide", "fold"]
