"""Budget: what of the pictures wished a line can pay for. Sound is paid before anything here.

Steps in the order of their worth: the screen whole; then of the main pictures the lowest layers, of the first one the
middle; then every thumbnail's lowest; then the main pictures whole; then the thumbnails whole. A step that cannot be
paid is left out, and cheaper ones after it may still be taken. Bits a second.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEFT_OUT = -1
SLACK = 1.15  # a step already granted may cost more for a moment: a layer's rate is never still


@dataclass(frozen=True, slots=True)
class Wish:
    """One picture that a receiver would see: what each of its layers costs, lowest first.

    `rank`: "screen", "main" or "thumbnail". `granted`: the layer it has now, by its place among the costs.
    """

    rank: str
    costs: tuple[float, ...]
    granted: int = LEFT_OUT


@dataclass(frozen=True, slots=True)
class Allotment:
    """What each wish gets (its layer's place, or LEFT_OUT), and what more would take."""

    grants: tuple[int, ...]
    cost: float
    next_cost: float | None  # with the first step that could not be paid; None when all are
    whole_cost: float


def allot(wishes: Sequence[Wish], rate: float | None, *, slack: bool) -> Allotment:
    """Spend `rate` on the wishes, most important first; None pays for everything."""
    grants = [LEFT_OUT] * len(wishes)
    cost = 0.0
    next_cost = None
    for number, layer in _steps(wishes):
        if grants[number] != layer - 1:
            continue  # the layer below it could not be paid
        wish = wishes[number]
        more = wish.costs[layer] - (wish.costs[layer - 1] if layer else 0.0)
        limit = (rate or 0.0) * (SLACK if slack and wish.granted >= layer else 1.0)
        if rate is None or cost + more <= limit:
            grants[number] = layer
            cost += more
        elif next_cost is None:
            next_cost = cost + more
    whole = sum(wish.costs[-1] for wish in wishes if wish.costs)
    return Allotment(tuple(grants), cost, next_cost, whole)


def _steps(wishes: Sequence[Wish]) -> Iterable[tuple[int, int]]:
    """(wish, layer) in the order of worth."""
    yield from _layers(wishes, "screen")
    yield from _layers(wishes, "main", below=1)
    first = next((number for number, wish in enumerate(wishes) if wish.rank == "main"), None)
    if first is not None and len(wishes[first].costs) > 1:
        yield first, 1
    yield from _layers(wishes, "thumbnail", below=1)
    yield from ((number, layer) for number, layer in _layers(wishes, "main", above=1) if (number, layer) != (first, 1))
    yield from _layers(wishes, "thumbnail", above=1)


def _layers(wishes: Sequence[Wish], rank: str, *, above: int = 0, below: int = 9) -> Iterable[tuple[int, int]]:
    for number, wish in enumerate(wishes):
        if wish.rank == rank:
            yield from ((number, layer) for layer in range(above, min(below, len(wish.costs))))
