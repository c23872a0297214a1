"""A difference of bytes written so that it can be checked by hand: `1,122 - 570 = 552 MB`."""

from __future__ import annotations

from layerviz.core.values import value

_UNITS = ("B", "kB", "MB", "GB", "TB")
_MOST_DECIMALS = 3


@value
class WorkedSum:
    """The figures of whole - part = rest, all in one unit and rounded so that they add up."""

    whole: str
    part: str
    rest: str
    unit: str


def worked_sum(whole: int, part: int) -> WorkedSum:
    """The sum in the unit of what is left; exact bytes where no few decimals make it add up."""
    rest = whole - part
    unit = 0
    while rest >= 999.5 * 1000**unit and unit < len(_UNITS) - 1:
        unit += 1
    fewest = 1 if unit and rest < 9.95 * 1000**unit else 0
    for decimals in range(fewest, _MOST_DECIMALS + 1 if unit else 1):
        scale = 1000**unit // 10**decimals
        rounded = [_nearest(amount, scale) for amount in (whole, part, rest)]
        if rounded[0] - rounded[1] == rounded[2]:
            said = [_written(each, decimals) for each in rounded]
            return WorkedSum(said[0], said[1], said[2], _UNITS[unit])
    return WorkedSum(f"{whole:,}", f"{part:,}", f"{rest:,}", _UNITS[0])


def _nearest(amount: int, scale: int) -> int:
    return (2 * amount + scale) // (2 * scale)


def _written(rounded: int, decimals: int) -> str:
    return f"{rounded / 10**decimals:,.{decimals}f}"
