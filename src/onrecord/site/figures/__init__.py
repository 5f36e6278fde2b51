"""What a site's processes count, told to Prometheus, to each other and to the desk."""

from onrecord.site.figures.endpoint import Metrics
from onrecord.site.figures.everywhere import Everywhere
from onrecord.site.figures.noticeboard import Notice, Noticeboard
from onrecord.site.figures.reporter import Reporter

__all__ = ["Everywhere", "Metrics", "Notice", "Noticeboard", "Reporter"]
