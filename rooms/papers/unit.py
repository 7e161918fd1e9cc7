"""Who a paper comes from, as its papers named it on the day. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """The issuing body as its papers named it on the day: lines above the rule, symbol and place."""

    parent_lines: tuple[str, ...]
    lines: tuple[str, ...]
    symbol: str
    place_name: str
