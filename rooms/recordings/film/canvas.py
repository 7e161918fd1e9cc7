"""Canvas: one picture of the film, 720p: the shot fitted in, the name plate in the corner."""

import av
import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT = 1280, 720
BLACK = (16, 128, 128)  # limited-range YUV
MARGIN = 24
Bytes = npt.NDArray[np.uint8]
Planes = tuple[Bytes, Bytes, Bytes]


def _planes(flat: Bytes, width: int, height: int) -> Planes:
    whole, quarter = width * height, width * height // 4
    half = (height // 2, width // 2)
    return (
        flat[:whole].reshape(height, width),
        flat[whole : whole + quarter].reshape(half),
        flat[whole + quarter : whole + 2 * quarter].reshape(half),
    )


def fitted(width: int, height: int) -> tuple[int, int]:
    """The largest even size of this shape that fits; a hall's sliver is still seen."""
    scale = min(WIDTH / width, HEIGHT / height)
    even = [max(2, int(side * scale) // 2 * 2) for side in (width, height)]
    return min(even[0], WIDTH), min(even[1], HEIGHT)


def _yuv(frame: av.VideoFrame, width: int, height: int) -> Planes:
    made = frame.reformat(width=width, height=height, format="yuv420p")
    flat: Bytes = np.ascontiguousarray(made.to_ndarray(), dtype=np.uint8).reshape(-1)
    return _planes(flat, width, height)


def _put(canvas: Planes, picture: Planes, left: int, top: int) -> None:
    for nth, (under, over) in enumerate(zip(canvas, picture, strict=True)):
        step = 2 if nth else 1
        x, y = left // step, top // step
        under[y : y + over.shape[0], x : x + over.shape[1]] = over


def drawn(picture: av.VideoFrame | None, plate: av.VideoFrame | None) -> av.VideoFrame:
    """The picture, or black, with the plate at the bottom left."""
    flat = np.empty(WIDTH * HEIGHT * 3 // 2, dtype=np.uint8)
    canvas = _planes(flat, WIDTH, HEIGHT)
    for plane, level in zip(canvas, BLACK, strict=True):
        plane[:] = level
    if picture is not None:
        width, height = fitted(picture.width, picture.height)
        left, top = (WIDTH - width) // 4 * 2, (HEIGHT - height) // 4 * 2
        _put(canvas, _yuv(picture, width, height), left, top)
    if plate is not None:
        width, height = min(plate.width, WIDTH - 2 * MARGIN) // 2 * 2, min(plate.height, HEIGHT // 4) // 2 * 2
        _put(canvas, _yuv(plate, width, height), MARGIN, HEIGHT - MARGIN - height)
    return av.VideoFrame.from_ndarray(flat.reshape(HEIGHT * 3 // 2, WIDTH), format="yuv420p")
