"""What the entries of the audit log are called at the desk; exports and the API have them as they are written down."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, "str | Promise"] = {
    # In the log of a coverage
    "coverage_opened": _("Opened the coverage"),
    "coverage_revised": _("Revised the coverage’s head"),
    "coverage_paused": _("Paused the coverage"),
    "coverage_resumed": _("Resumed the coverage"),
    "coverage_closed": _("Closed the coverage"),
    "update_published": _("Published an update"),
    "update_revised": _("Revised an update"),
    "update_retracted": _("Retracted an update"),
    "update_held": _("Held an update"),
    "update_released": _("Released an update"),
    "update_pinned": _("Pinned an update"),
    "update_unpinned": _("Unpinned an update"),
    "update_flagged": _("Made an update a key event"),
    "update_unflagged": _("Made an update no key event"),
    "key_points_set": _("Set the summary"),
    "payload_redacted": _("Erased what the log held"),
    # On the way there
    "draft_submit": _("Submitted a draft"),
    "draft_take_back": _("Took a draft back"),
    "draft_approve": _("Approved a draft"),
    "draft_send_back": _("Sent a draft back"),
    "draft_schedule": _("Scheduled a draft"),
    "draft_embargo": _("Set an embargo"),
    "draft_discard": _("Discarded a draft"),
    "takedown": _("Took an update down by law"),
    "picture_described": _("Described a picture"),
    "picture_focused": _("Set the focal point of a picture"),
    "picture_removed": _("Removed a picture"),
    "picture_taken_down": _("Took a picture down"),
    "picture_reinstated": _("Brought a picture back"),
    # Accounts
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "sign_in_failed": _("Failed to sign in"),
    "sign_in_link_made": _("Made a sign-in link"),
    "session_ended": _("Ended a session"),
    "sessions_ended": _("Ended all sessions"),
    "account_made": _("Made an account"),
    "account_enabled": _("Let an account in again"),
    "account_disabled": _("Shut an account out"),
    "password_changed": _("Changed a password"),
    "password_reset": _("Reset a password"),
    "second_factor_added": _("Added a second factor"),
    "second_factor_removed": _("Removed a second factor"),
    "second_factor_reset": _("Reset the second factor"),
    "recovery_codes_renewed": _("Renewed recovery codes"),
    "address_changed": _("Changed an e-mail address"),
    "address_confirmed": _("Confirmed an e-mail address"),
    "invited": _("Invited somebody"),
    "invitation_revoked": _("Withdrew an invitation"),
    "role_given": _("Gave a role"),
    "token_made": _("Made an API token"),
    "token_revoked": _("Revoked an API token"),
    "refused": _("Was refused"),
    "audit_exported": _("Exported the audit log"),
    "delivery_switched": _("Switched the delivery"),
}


def deed(action: str) -> str:
    """What was done, in the language of the page; as it is written down where a newer version has written it."""
    return str(DEEDS.get(action, action))
