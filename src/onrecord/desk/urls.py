"""The desk's addresses."""

from django.urls import include, path, re_path

from onrecord.desk.views import coverages, drafts, session, updates, withdrawals

_UPDATE = "<slug:slug>/u/<slug:update_id>"
_DESK = (
    [
        path("", coverages.coverages, name="coverages"),
        path("new/", coverages.open_coverage, name="open"),
        path("c/<slug:slug>/", coverages.coverage, name="coverage"),
        path("c/<slug:slug>/head/", coverages.revise_head, name="head"),
        path("c/<slug:slug>/summary/", coverages.summary, name="summary"),
        re_path(r"^c/(?P<slug>[-a-z0-9]+)/(?P<change>pause|resume|close)/$", coverages.change_state, name="state"),
        path("c/<slug:slug>/write/", updates.write, name="write"),
        path("c/<slug:slug>/drafts/", drafts.drafts, name="drafts"),
        path("c/<slug:slug>/drafts/<int:number>/discard/", drafts.discard, name="discard"),
        path(f"c/{_UPDATE}/edit/", updates.edit, name="edit"),
        path(f"c/{_UPDATE}/retract/", withdrawals.retract, name="retract"),
        path(f"c/{_UPDATE}/redact/", withdrawals.redact, name="redact"),
        re_path(
            r"^c/(?P<slug>[-a-z0-9]+)/u/(?P<update_id>[-\w]+)/(?P<change>hold|release|pin|unpin|flag|unflag)/$",
            withdrawals.change,
            name="change",
        ),
    ],
    "desk",
)
_ACCOUNTS = (
    [
        path("login/", session.sign_in, name="sign_in"),
        path("logout/", session.sign_out, name="sign_out"),
        path("link/<str:token>", session.sign_in_by_link, name="link"),
    ],
    "accounts",
)

urlpatterns = [path("desk/", include(_DESK)), path("accounts/", include(_ACCOUNTS))]
