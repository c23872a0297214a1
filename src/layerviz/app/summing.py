"""A difference of bytes written so that it can be checked by hand: `1,122 - 570 = 552 MB`."""

from __future__ import annotations

from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_UNITS = ("B", "kB", "MB", "GB", "TB")
_MOST_DECIMALS = 2


class WorkedSum(Value):
    """The figures of whole - part = rest, all in one unit and rounded so that they add up."""

    whole: str
    part: str
    rest: str
    unit: str


def worked_sum(whole: int, part: int) -> WorkedSum:
    """The sum in the unit of what is left, or a smaller one where no few decimals make it right."""
    amounts = (whole, part, whole - part)
    for unit in range(_unit_of(amounts[2]), 0, -1):
        fewest = 1 if amounts[2] < 9.95 * 1000**unit else 0
        for decimals in range(fewest, _MOST_DECIMALS + 1):
            figures = [_nearest(amount, 1000**unit // 10**decimals) for amount in amounts]
            if _is_right(figures, amounts):
                said = [f"{each / 10**decimals:,.{decimals}f}" for each in figures]
                return WorkedSum(said[0], said[1], said[2], _UNITS[unit])
    return WorkedSum(f"{whole:,}", f"{part:,}", f"{amounts[2]:,}", _UNITS[0])


def _unit_of(amount: int) -> int:
    unit = 0
    while amount >= 999.5 * 1000**unit and unit < len(_UNITS) - 1:
        unit += 1
    return unit


def _is_right(figures: Sequence[int], amounts: Sequence[int]) -> bool:
    """Whether they add up, and none of them hides bytes behind a zero."""
    hides = any(amount and not figure for figure, amount in zip(figures, amounts, strict=True))
    return figures[0] - figures[1] == figures[2] and not hides


def _nearest(amount: int, scale: int) -> int:
    return (2 * amount + scale) // (2 * scale)
