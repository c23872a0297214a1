"""The look of the widgets around the pictures: palette, fonts and one style sheet, made of a theme.

Widgets only carry names (`tone`, `card`, `box`, `bar`); what they look like is said here. Sizes
grow with the zoom, so that text, gaps and buttons stay in proportion.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QPalette

from layerviz import assets
from layerviz.scene.roles import Role
from layerviz.ui import fonts
from layerviz.ui.theme import Theme, theme_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

TEXT_PX = 13.5
SETTING_NAMES = {"contrast": "high-contrast"}
"""Themes that the settings call otherwise than `ui.theme` does."""


def chosen_theme(setting: str) -> Theme:
    """The theme that a preference names."""
    return theme_of(SETTING_NAMES.get(setting, setting))


def text_font(zoom: float, *, is_code: bool = False, weight: QFont.Weight | None = None) -> QFont:
    """The font of the panels at a zoom of 1.0 and up."""
    return fonts.font(TEXT_PX * zoom, is_monospace=is_code, weight=weight or QFont.Weight.Normal)


def dress(application: QApplication, theme: Theme, zoom: float) -> None:
    """Give the whole application its palette, font and style sheet."""
    application.setPalette(palette_of(theme))
    application.setFont(text_font(zoom))
    application.setStyleSheet(style_sheet(theme, zoom))


def palette_of(theme: Theme) -> QPalette:
    """Every colour that Qt's own widgets use."""
    palette = QPalette()
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.ground,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.raised,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Text: theme.text,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.Light: theme.surface,
        role.Midlight: theme.raised,
        role.Mid: theme.line,
        role.Dark: theme.line,
        role.Shadow: theme.line,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_text,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
    }
    for each, color in colors.items():
        palette.setColor(each, QColor(color))
    grey = QColor(theme.muted)
    for each in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, grey)
    return palette


def ink_on_surface(theme: Theme, role: Role) -> QColor:
    """The colour of a role's word on a plain panel: its border, else its text, whichever reads."""
    look = theme.look(role)
    candidates = tuple(color for color in (look.border, look.text, theme.text) if color)
    return QColor(_readable(candidates, theme.surface))


@lru_cache(maxsize=256)
def _readable(candidates: tuple[str, ...], ground: str) -> str:
    """The first colour that can be read on the ground, else the last."""
    for color in candidates:
        if contrast(QColor(color), QColor(ground)) >= 4.5:
            return color
    return candidates[-1]


def contrast(first: QColor, second: QColor) -> float:
    """The contrast of two colours after WCAG: 1 to 21."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: QColor) -> float:
    parts = [color.redF(), color.greenF(), color.blueF()]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def style_sheet(theme: Theme, zoom: float) -> str:
    """The style sheet of a theme at a zoom."""

    def px(size: float) -> str:
        return f"{max(1, round(size * zoom))}px"

    thin = max(6, round(6 * zoom))
    mono = ", ".join(f'"{family}"' for family in fonts.families(is_monospace=True))
    boxes = "".join(_box_rules(theme, role) for role in (Role.REBUILT, *_BOX_ROLES))
    code = f"font-family: {mono};"
    tick = "check-dark.svg" if theme.is_dark else "check-light.svg"
    check = assets.resource_path("icons", tick).replace(os.sep, "/")
    chevron = assets.resource_path("icons", "chevron.svg").replace(os.sep, "/")
    return f"""
QWidget#page {{ background: {theme.ground}; }}
QToolTip {{ color: {theme.text}; background: {theme.surface};
    border: 1px solid {theme.line}; padding: {px(4)}; }}
QFrame#topBar, QFrame#playbackBar {{ background: {theme.surface}; }}
QFrame#topBar {{ border-bottom: 1px solid {theme.line}; }}
QFrame#playbackBar {{ border-top: 1px solid {theme.line}; }}
QFrame[card="true"] {{ background: {theme.surface}; border: 1px solid {theme.line};
    border-radius: {px(9)}; }}
QFrame[logo] {{ border: none; border-radius: {px(2)}; }}
QFrame[logo="base"] {{ background: #0072B2; }}
QFrame[logo="cached"] {{ background: #087A5A; }}
QFrame[logo="rebuilt"] {{ background: #B85000; }}
QWidget#plain {{ background: transparent; }}
QScrollArea {{ background: transparent; }}
QFrame#separator {{ background: {theme.line}; border: none; }}
QLabel[tone="brand"] {{ font-size: {px(17)}; font-weight: 700; }}
QLabel[tone="title"], QLabel[tone="strong"] {{ font-weight: 700; }}
QLabel[tone="title"] {{ font-size: {px(14.5)}; }}
QLabel[tone="muted"] {{ color: {theme.muted}; }}
QLabel[tone="code"] {{ {code} }}
QLabel[tone="error"] {{ color: {theme.error}; font-weight: 700; }}
QLabel[tone="kicker"] {{ color: {theme.accent}; font-weight: 700; }}
QLabel[tone="headline"] {{ font-size: {px(20)}; font-weight: 700; }}
QLabel[tone="story"] {{ font-size: {px(15.5)}; font-weight: 700; }}
QLabel[tone="keyChanged"] {{ color: {_hex(theme, Role.COSTLY)}; font-weight: 700; }}
QLabel[tone="title-cached"] {{ color: {_hex(theme, Role.CACHED)}; font-weight: 700; }}
QLabel[tone="big-costly"] {{ color: {_hex(theme, Role.COSTLY)}; font-size: {px(30)};
    font-weight: 700; }}
QLabel[tone="big-cheap"] {{ color: {_hex(theme, Role.CHEAP)}; font-size: {px(30)};
    font-weight: 700; }}
QLabel[tone="big-words"] {{ font-size: {px(17)}; font-weight: 700; }}
QLabel[tone="boxTitle"] {{ font-weight: 700; }}
{boxes}
QPushButton, QComboBox, QToolButton {{ background: {theme.surface}; color: {theme.text};
    border: 1px solid {theme.line}; border-radius: {px(7)}; padding: {px(5)} {px(12)}; }}
QPushButton:hover, QComboBox:hover, QToolButton:hover {{ background: {theme.raised}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {theme.muted}; }}
QPushButton:checked {{ background: {theme.accent_soft}; border-color: {theme.accent}; }}
QPushButton:focus, QComboBox:focus, QToolButton:focus {{ border: 2px solid {theme.accent};
    padding: {px(4)} {px(11)}; }}
QPushButton::menu-indicator {{ width: 0px; }}
QComboBox::drop-down {{ border: none; width: {px(22)}; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: {px(12)}; height: {px(12)}; }}
QFrame#sampleStrip QListView {{ background: transparent; }}
QFrame#pictureFrame[card="false"] {{ border: none; background: transparent; }}
QPushButton[tone="primary"] {{ background: {theme.accent}; color: {theme.accent_text};
    border-color: {theme.accent}; font-weight: 700; }}
QPushButton[tone="primary"]:hover {{ border-color: {theme.text}; }}
QPushButton[tone="primary"]:focus {{ border: 2px solid {theme.text}; }}
QPushButton[tone="primary"]:disabled {{ background: {theme.raised}; color: {theme.muted};
    border-color: {theme.line}; }}
QPushButton[tone="link"] {{ background: transparent; border: 1px solid transparent;
    color: {theme.accent}; font-weight: 700; text-align: left; padding: {px(2)} {px(2)}; }}
QPushButton[tone="link"] QLabel {{ color: {theme.accent}; font-weight: 700; }}
QPushButton[tone="link"]:hover {{ background: {theme.accent_soft}; }}
QPushButton[tone="link"]:focus {{ border: 1px solid {theme.accent}; border-radius: {px(4)}; }}
QFrame[segments="true"] {{ background: {theme.raised}; border: none; border-radius: {px(9)}; }}
QPushButton[segment="true"] {{ background: transparent; border: 1px solid transparent;
    color: {theme.muted}; padding: {px(4)} {px(14)}; }}
QPushButton[segment="true"]:checked {{ background: {theme.surface}; color: {theme.text};
    font-weight: 700; border-color: {theme.line}; }}
QPushButton[segment="true"]:focus {{ border: 2px solid {theme.accent};
    padding: {px(3)} {px(13)}; }}
QPushButton[small="true"] {{ padding: {px(3)} {px(6)}; }}
QPushButton[small="true"]:focus {{ padding: {px(2)} {px(5)}; }}
QToolButton {{ padding: {px(5)}; }}
QToolButton:focus {{ padding: {px(4)}; }}
QToolButton#play {{ background: {theme.accent}; border-color: {theme.accent};
    border-radius: {px(15)}; padding: {px(6)}; }}
QToolButton#play:disabled {{ background: {theme.raised}; border-color: {theme.line}; }}
QToolButton#play:focus {{ border: 2px solid {theme.text}; padding: {px(5)}; }}
QLineEdit {{ background: {theme.surface}; color: {theme.text}; border: 1px solid {theme.line};
    border-radius: {px(6)}; padding: {px(4)} {px(8)}; }}
QLineEdit:focus {{ border: 2px solid {theme.accent}; padding: {px(3)} {px(7)}; }}
QPlainTextEdit {{ background: {theme.surface}; color: {theme.text}; border: 1px solid transparent;
    border-radius: {px(4)}; selection-background-color: {theme.accent};
    selection-color: {theme.accent_text}; }}
QPlainTextEdit:focus {{ border-color: {theme.accent}; }}
QAbstractItemView {{ background: {theme.surface}; color: {theme.text}; outline: none;
    border: 1px solid transparent; selection-background-color: {theme.accent_soft};
    selection-color: {theme.text}; }}
QAbstractItemView:focus {{ border-color: {theme.accent}; border-radius: {px(4)}; }}
QTreeView::item {{ padding: {px(2.5)} 0px; }}
QTreeView::indicator, QCheckBox::indicator {{ width: {px(13)}; height: {px(13)};
    border: 1px solid {theme.muted}; border-radius: {px(3)}; background: {theme.surface}; }}
QTreeView::indicator:checked, QCheckBox::indicator:checked {{ background: {theme.accent};
    border-color: {theme.accent}; image: url("{check}"); }}
QTreeView::indicator:indeterminate {{ background: {theme.accent_soft};
    border-color: {theme.accent}; }}
QCheckBox:focus {{ color: {theme.accent}; }}
QMenu {{ background: {theme.surface}; color: {theme.text}; border: 1px solid {theme.line};
    padding: {px(4)}; }}
QMenu::item {{ padding: {px(5)} {px(22)} {px(5)} {px(22)}; border-radius: {px(5)}; }}
QMenu::item:selected {{ background: {theme.accent_soft}; color: {theme.text}; }}
QMenu::item:disabled {{ color: {theme.muted}; }}
QMenu::separator {{ height: 1px; background: {theme.line}; margin: {px(4)} {px(6)}; }}
QFrame#problems {{ background: {_hex(theme, Role.FAILS, "fill")}; border-radius: {px(6)};
    border: 1px solid {theme.error}; }}
QFrame#problems QListView {{ background: transparent; }}
QFrame[bar] {{ background: {theme.accent_soft}; border-bottom: 1px solid {theme.line}; }}
QFrame[bar="warning"] {{ background: {theme.look(Role.DEPENDS).fill}; }}
QFrame[bar="warning"] QLabel {{ color: {theme.look(Role.DEPENDS).text}; }}
QFrame[bar="error"] {{ background: {theme.look(Role.FAILS).fill};
    border-left: 4px solid {theme.error}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QProgressBar {{ background: {theme.raised}; border: none; border-radius: {px(4)};
    max-height: {px(8)}; }}
QProgressBar::chunk {{ background: {theme.accent}; border-radius: {px(4)}; }}
QSplitter::handle {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {thin + 4}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {thin + 4}px; margin: 0; }}
QScrollBar::handle {{ background: {theme.scroll}; border-radius: {thin // 2}px;
    margin: 2px; min-width: {px(24)}; min-height: {px(24)}; }}
QScrollBar::handle:hover {{ background: {theme.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


_BOX_ROLES = (
    Role.CACHED,
    Role.FOLLOWS,
    Role.DEPENDS,
    Role.SKIPPED,
    Role.FAILS,
    Role.UNREACHED,
    Role.BASE,
    Role.SETTING,
    Role.TERMINAL,
)


def _box_rules(theme: Theme, role: Role) -> str:
    """A box of the why panel in a verdict's colours; the first cause is calmer than its block."""
    look = theme.look(Role.FOLLOWS if role is Role.REBUILT else role)
    fill = look.fill or theme.raised
    border = f"1px solid {look.border}" if fill == theme.surface else "none"
    return (
        f'QFrame[box="{role.value}"] {{ background: {fill}; border: {border};'
        " border-radius: 6px; }\n"
        f'QLabel[box="{role.value}"] {{ color: {look.text}; background: transparent;'
        " border: none; }\n"
    )


def _hex(theme: Theme, role: Role, part: str = "ink") -> str:
    if part == "fill":
        return theme.look(role).fill or theme.surface
    return ink_on_surface(theme, role).name()
