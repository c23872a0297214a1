"""Small questions: a text, a file, a folder. None blocks; the answer arrives as a call."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from layerviz.ui import safe_text


def ask_for_text(
    parent: QWidget | None, title: str, label: str, given: str, answered: Callable[[str], None]
) -> QInputDialog:
    """Ask for one line; nothing happens when it is left empty or cancelled."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextValue(given)
    dialog.setMinimumWidth(420)

    def accepted(text: str) -> None:
        if text.strip():
            answered(text.strip())

    dialog.textValueSelected.connect(accepted)
    dialog.open()
    return dialog


def ask_for_folder(parent: QWidget, title: str, answered: Callable[[str], None]) -> QFileDialog:
    """Ask for a folder that exists."""
    return _ask_for_file(parent, title, QFileDialog.FileMode.Directory, answered)


def ask_for_file(
    parent: QWidget, title: str, answered: Callable[[str], None], *, folder: str = ""
) -> QFileDialog:
    """Ask for a file that exists, at first in that folder."""
    dialog = _ask_for_file(parent, title, QFileDialog.FileMode.ExistingFile, answered)
    if folder:
        dialog.setDirectory(folder)
    return dialog


def ask_where_to_save(
    parent: QWidget, title: str, suggested: str, answered: Callable[[str], None]
) -> QFileDialog:
    """Ask for a place to write to; the system's dialog asks before it names an existing file."""
    dialog = _ask_for_file(parent, title, QFileDialog.FileMode.AnyFile, answered)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(suggested)
    return dialog


def _ask_for_file(
    parent: QWidget, title: str, mode: QFileDialog.FileMode, answered: Callable[[str], None]
) -> QFileDialog:
    dialog = QFileDialog(parent, safe_text.plain(title))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(mode)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode is QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(answered)
    dialog.open()
    return dialog
