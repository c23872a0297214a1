"""What a role looks like: fill, border, text colour and pattern, in three themes.

The light theme has the values of the design. Every text has a contrast of at least 4.5:1 on what
it stands on (a test computes it), and every meaning has a pattern or a word besides its colour.
"""

from __future__ import annotations

from enum import Enum

from layerviz.core.values import Record, Value
from layerviz.scene.roles import Role
from layerviz.ui.theme_colors import DARK, HIGH_CONTRAST, LIGHT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Pattern(Enum):
    """What is drawn over a fill."""

    PLAIN = "plain"
    HATCH = "hatch"
    DOTS = "dots"
    CROSS = "cross"


class RoleLook(Value):
    """The look of one role; colours as `#RRGGBB`, a fill of "" is transparent."""

    fill: str
    border: str
    text: str
    soft: str
    """For the second line of a block."""
    badge: str
    badge_text: str
    pattern: Pattern = Pattern.PLAIN
    pattern_color: str = ""
    border_width: float = 1.6
    is_dashed: bool = False


class Theme(Record):
    """All looks of one theme, and the colours of the window around the pictures, as `#RRGGBB`."""

    name: str
    roles: Mapping[Role, RoleLook]
    ground: str
    surface: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    accent_text: str
    accent_soft: str
    error: str
    scroll: str
    is_dark: bool = False

    def look(self, role: Role) -> RoleLook:
        """The look of a role."""
        return self.roles[role]


_WINDOW = (
    "ground",
    "surface",
    "raised",
    "line",
    "text",
    "muted",
    "accent",
    "accent_text",
    "accent_soft",
    "error",
    "scroll",
)
"""What the colours of a theme's window mean, in their order."""

_PATTERNS = {
    Role.FOLLOWS: Pattern.HATCH,
    Role.DEPENDS: Pattern.DOTS,
    Role.FAILS: Pattern.CROSS,
    Role.GHOST: Pattern.HATCH,
}
_DASHED = frozenset({Role.SKIPPED, Role.PENDING, Role.NAMELESS, Role.LEAVING})
_WIDTHS = {Role.FAILS: 3.0, Role.SELECTED: 3.4, Role.CURRENT: 3.4, Role.LIT: 2.6, Role.CARD: 1.2}


def _look(role: Role, colors: tuple[str, ...]) -> RoleLook:
    fill, border, text, soft, badge, badge_text, *rest = colors
    return RoleLook(
        fill,
        border,
        text,
        soft,
        badge,
        badge_text,
        pattern=_PATTERNS.get(role, Pattern.PLAIN),
        pattern_color=rest[0] if rest else "",
        border_width=_WIDTHS.get(role, 1.6),
        is_dashed=role in _DASHED,
    )


def _theme(name: str, colors: Mapping[str, tuple[str, ...]], *, is_dark: bool = False) -> Theme:
    return Theme(
        name=name,
        roles={role: _look(role, colors[role.value]) for role in Role},
        is_dark=is_dark,
        **dict(zip(_WINDOW, colors["window"], strict=True)),
    )


THEMES = {
    "light": _theme("light", LIGHT),
    "dark": _theme("dark", DARK, is_dark=True),
    "high-contrast": _theme("high-contrast", HIGH_CONTRAST, is_dark=True),
}
"""The themes by the name that the settings use; the first is the default."""


def theme_of(name: str) -> Theme:
    """The theme of that name; the light one for an unknown name."""
    return THEMES.get(name, THEMES["light"])
