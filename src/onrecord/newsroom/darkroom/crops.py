"""Which part of a picture is shown where it has to have another shape."""

# What those who show links ask for: two thirds of the web show it whole, the rest crop its sides.
CARD_SIZE = (1200, 630)


def crop_box(
    width: int, height: int, shape: tuple[int, int], focal_point: tuple[int, int]
) -> tuple[int, int, int, int]:
    """The largest part of this shape (left, top, right, bottom) whose middle is as near to the point as can be.

    The point is in whole percent, from the left and from the top; it is always in the part.
    """
    across, down = shape
    if width * down > height * across:
        wide, high = max(1, round(height * across / down)), height
    else:
        wide, high = width, max(1, round(width * down / across))
    left = _start(focal_point[0], width, wide)
    top = _start(focal_point[1], height, high)
    return left, top, left + wide, top + high


def _start(percent: int, whole: int, part: int) -> int:
    return min(max(round(whole * percent / 100 - part / 2), 0), whole - part)
