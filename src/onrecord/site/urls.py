"""The addresses that Django answers; all that readers ask for is delivery's (see `asgi.py`)."""

from django.urls import include, path

urlpatterns = [path("", include("onrecord.desk.urls"))]
