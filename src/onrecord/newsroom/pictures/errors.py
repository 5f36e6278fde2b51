"""Why a picture of the library cannot be had or used. Each docstring is the default message."""

from onrecord.domain.blocks import Image
from onrecord.newsroom.darkroom.errors import PictureRefused


class NoSuchPicture(PictureRefused):
    """There is no such picture in the library; upload it, or look for it by its words."""


class NoFile(PictureRefused):
    """There is no file with this; choose a picture and send it."""


class PictureNotKept(PictureRefused):
    """This picture could not be kept, and nothing of it was: see that there is room on the disk, then send it again."""


class PictureWithdrawn(PictureRefused):
    """This picture was taken down and may not be used; ask the editor who took it down before it is reinstated."""


class ShowsWithdrawn(PictureRefused):
    """A picture in this was taken down and may not be shown. Take it out of the text, then publish."""

    def __init__(self, blocks: tuple[Image, ...] = ()) -> None:
        names = [f"“{words[:60]}”" for block in blocks if (words := block.alt or block.caption)]
        super().__init__(" ".join([str(type(self).__doc__), *names]))
        self.blocks = blocks


class OriginalErased(PictureRefused):
    """The picture's file was erased when it was taken down, so it cannot be reinstated."""


class BadFocalPoint(PictureRefused):
    """A focal point lies in the picture: two numbers from 0 to 1, from the left and from the top."""
