"""The API as Django serves it."""

from ninja import NinjaAPI

api = NinjaAPI(title="On Record", version="1", urls_namespace="api-1", docs_url=None)
