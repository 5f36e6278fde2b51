"""Why a command refuses to go on, where no rule of the trade and no format says it already."""


class Refused(Exception):
    """The command was refused; the message is one sentence that says what to do."""
