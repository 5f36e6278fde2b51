"""The API as Django serves it, at /api/v1/."""

from ninja import NinjaAPI

from onrecord.api import audit, coverages, drafts, members, notes, pictures, queue, updates
from onrecord.api.errors import install
from onrecord.api.guard import Bearer

api = NinjaAPI(
    title="On Record",
    version="1",
    description="Everything that the desk can do to a coverage. Errors are {“error”: {“code”, “message”}}.",
    urls_namespace="api-1",
    docs_url=None,  # its page would load scripts from elsewhere; the description is at openapi.json
    auth=Bearer(),
)
api.add_router("/coverages", coverages.router)
api.add_router("/coverages", updates.router)
api.add_router("/coverages", drafts.router)
api.add_router("/coverages", queue.router)
api.add_router("/coverages", notes.router)
api.add_router("/coverages", members.router)
api.add_router("/pictures", pictures.router)
api.add_router("/audit", audit.router)
install(api)
