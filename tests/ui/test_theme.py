"""Every text can be read on what it stands on, in each theme, and no meaning is colour alone."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from layerviz.scene.roles import Role
from layerviz.ui.theme import THEMES, Pattern, Theme, theme_of
from layerviz.ui.views.scene_items import QUIET_ALPHA

LEAST = 4.5
BLOCKS = (
    Role.CACHED,
    Role.REBUILT,
    Role.FOLLOWS,
    Role.DEPENDS,
    Role.SKIPPED,
    Role.FAILS,
    Role.UNREACHED,
    Role.BASE,
    Role.LAYER,
    Role.PENDING,
    Role.SETTING,
    Role.PICKED,
    Role.LABEL,
    Role.NAMELESS,
)
TYPED = (
    Role.TERMINAL,
    Role.REGISTRY,
    Role.NAMESPACE,
    Role.REPOSITORY,
    Role.TAG,
    Role.DIGEST,
    Role.SEPARATOR,
    Role.MISTAKE,
)
LETTERS = (Role.TEXT, Role.MUTED, Role.COSTLY, Role.CHEAP, Role.LINK)


def luminance(name: str) -> float:
    shares = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (QColor(name).redF(), QColor(name).greenF(), QColor(name).blueF())
    ]
    return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def held_back(pattern: str, fill: str) -> str:
    """The colour of a pattern's line under the quiet place of a text."""
    share = QUIET_ALPHA / 255
    a, b = QColor(pattern), QColor(fill)
    mixed = [
        b.redF() * share + a.redF() * (1 - share),
        b.greenF() * share + a.greenF() * (1 - share),
    ]
    blue = b.blueF() * share + a.blueF() * (1 - share)
    return QColor.fromRgbF(mixed[0], mixed[1], blue).name()


@pytest.mark.parametrize("role", BLOCKS)
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_texts_of_a_block_can_be_read(theme: Theme, role: Role) -> None:
    look = theme.look(role)
    fill = look.fill or theme.surface
    grounds = [fill]
    if look.pattern is not Pattern.PLAIN:
        grounds.append(held_back(look.pattern_color, fill))
    for ground in grounds:
        assert contrast(look.text, ground) >= LEAST
        assert contrast(look.soft, ground) >= LEAST
    assert contrast(look.badge_text, look.badge) >= LEAST
    assert contrast(look.border, fill) >= 1.8 or role in (Role.REBUILT, Role.DEPENDS)


@pytest.mark.parametrize("role", LETTERS)
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_texts_around_blocks_can_be_read(theme: Theme, role: Role) -> None:
    for ground in (theme.surface, theme.ground):
        assert contrast(theme.look(role).text, ground) >= LEAST


@pytest.mark.parametrize("role", TYPED)
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_what_is_typed_can_be_read(theme: Theme, role: Role) -> None:
    assert contrast(theme.look(role).text, theme.look(Role.TERMINAL).fill) >= LEAST


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_window_can_be_read(theme: Theme) -> None:
    for ground in (theme.ground, theme.surface, theme.raised):
        assert contrast(theme.text, ground) >= LEAST
        assert contrast(theme.muted, ground) >= LEAST
    assert contrast(theme.accent_text, theme.accent) >= LEAST
    assert contrast(theme.error, theme.surface) >= LEAST


def test_states_differ_by_pattern_border_or_dashes_too() -> None:
    looks = [
        (look.pattern, look.is_dashed, bool(look.fill), look.border_width, role is Role.REBUILT)
        for role in (
            Role.CACHED,
            Role.REBUILT,
            Role.FOLLOWS,
            Role.DEPENDS,
            Role.SKIPPED,
            Role.FAILS,
        )
        for look in [theme_of("light").look(role)]
    ]
    assert len(set(looks)) == len(looks)


def test_the_light_theme_has_the_colours_of_the_design() -> None:
    cached = theme_of("light").look(Role.CACHED)
    assert (cached.fill, cached.border, cached.text) == ("#DFF3EB", "#087A5A", "#064E3A")
    assert theme_of("no such theme").name == "light"


def test_every_role_has_a_look_in_every_theme() -> None:
    assert all(set(theme.roles) == set(Role) for theme in THEMES.values())
