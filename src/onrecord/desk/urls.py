"""The desk's addresses."""

from django.urls import include, path, re_path

from onrecord.desk.flow_urls import FLOW
from onrecord.desk.views import (
    account,
    addresses,
    compose,
    coverages,
    delivery,
    drafts,
    members,
    offline,
    people,
    record,
    session,
    updates,
    withdrawals,
)
from onrecord.desk.words import languages

_UPDATE = "<slug:slug>/u/<slug:update_id>"
_DESK = (
    [
        path("", coverages.coverages, name="coverages"),
        path("new/", coverages.open_coverage, name="open"),
        path("people/", people.people, name="people"),
        path("people/<int:number>/", people.person, name="person"),
        path("people/invitations/<int:number>/withdraw/", people.withdraw_invitation, name="withdraw_invitation"),
        path("delivery/", delivery.delivery, name="delivery"),
        path("audit/", record.record, name="record"),
        path("audit/audit.csv", record.export_record, {"kind": "csv"}, name="record_csv"),
        path("audit/audit.jsonl", record.export_record, {"kind": "jsonl"}, name="record_jsonl"),
        path("c/<slug:slug>/members/", members.members, name="members"),
        path("c/<slug:slug>/members/<int:number>/remove/", members.remove_member, name="remove_member"),
        path("c/<slug:slug>/head/", coverages.revise_head, name="head"),
        path("c/<slug:slug>/summary/", coverages.summary, name="summary"),
        re_path(r"^c/(?P<slug>[-a-z0-9]+)/(?P<change>pause|resume|close)/$", coverages.change_state, name="state"),
        path("c/<slug:slug>/write/", updates.write, name="write"),
        path("signed-in/", compose.signed_in, name="signed_in"),
        path("worker.js", offline.worker, name="worker"),
        path("offline/", offline.stand_in, name="offline"),
        path("c/<slug:slug>/compose/kit/", offline.kit, name="compose_kit"),
        path("c/<slug:slug>/compose/draft/", compose.keep, name="compose_keep"),
        path("c/<slug:slug>/compose/discard/", compose.discard, name="compose_discard_own"),
        path("c/<slug:slug>/compose/preview/", compose.show, name="compose_show"),
        path("c/<slug:slug>/compose/publish/", compose.publish, name="compose_publish"),
        path("c/<slug:slug>/compose/reached/", compose.reached, name="compose_reached"),
        path("c/<slug:slug>/compose/picture/", compose.picture, name="compose_picture"),
        path("c/<slug:slug>/compose/library/", compose.library, name="compose_library"),
        path("c/<slug:slug>/drafts/", drafts.drafts, name="drafts"),
        path("c/<slug:slug>/drafts/<int:number>/discard/", drafts.discard, name="discard"),
        path(f"c/{_UPDATE}/edit/", updates.edit, name="edit"),
        path(f"c/{_UPDATE}/retract/", withdrawals.retract, name="retract"),
        re_path(
            r"^c/(?P<slug>[-a-z0-9]+)/u/(?P<update_id>[-\w]+)/(?P<change>hold|release|pin|unpin|flag|unflag)/$",
            withdrawals.change,
            name="change",
        ),
        *FLOW,
    ],
    "desk",
)
_ACCOUNTS = (
    [
        path("login/", session.sign_in, name="sign_in"),
        path("logout/", session.sign_out, name="sign_out"),
        path("link/<str:token>", session.sign_in_by_link, name="link"),
        path("", account.account, name="account"),
        path("address/", addresses.address, name="address"),
        path("address/<str:token>/", addresses.confirm, name="confirm_address"),
        path("invitation/<str:token>", account.invitation, name="invitation"),
        path("session/", session.session, name="session"),
        path("keys/", account.keys, name="keys"),
        path("language/", languages.choose, name="language"),
        path("sessions/<int:number>/end/", account.end_session, name="end_session"),
        path("tokens/", account.tokens, name="tokens"),
        path("tokens/<int:number>/revoke/", account.revoke, name="revoke_token"),
    ],
    "accounts",
)

urlpatterns = [path("desk/", include(_DESK)), path("accounts/", include(_ACCOUNTS))]
