"""Switches the language while the app runs: our catalogue, and Qt's own files for Qt's dialogs."""

from __future__ import annotations

import os

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator, Signal

from layerviz.app.messages import Message
from layerviz.app.wording import PSEUDO, Wording, chosen_language


class Translator(QObject):
    """The texts of the chosen language; `changed` tells every widget to take its words again."""

    changed = Signal()

    def __init__(self, language: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._qt = QTranslator(self)
        self._has_qt = False
        self.wording = Wording(chosen_language(language, os.environ))
        self._translate_qt()

    @property
    def language(self) -> str:
        """The language that is shown."""
        return self.wording.language

    def choose(self, language: str) -> None:
        """Switch to a language, "" for the system's."""
        wanted = chosen_language(language, os.environ)
        if wanted != self.language:
            self.wording = Wording(wanted)
            self._translate_qt()
            self.changed.emit()

    def text(self, code: str, /, n: int | None = None, **values: object) -> str:
        """The text of a code with its values put in."""
        return self.wording.text(code, n, **values)

    def say(self, message: Message) -> str:
        """A message in words."""
        return self.wording.say(message)

    def size(self, size_bytes: int | None) -> str:
        """Bytes in words."""
        return self.wording.size(size_bytes)

    def _translate_qt(self) -> None:
        application = QCoreApplication.instance()
        if application is None:
            return
        if self._has_qt:
            application.removeTranslator(self._qt)
            self._has_qt = False
        if self.language not in ("en", PSEUDO):
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            self._has_qt = self._qt.load(f"qtbase_{self.language}", folder)
            if self._has_qt:
                application.installTranslator(self._qt)
