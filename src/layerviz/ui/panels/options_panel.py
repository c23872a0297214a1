"""What a build is given besides the files: arguments, target, base images, the builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from layerviz.app import events
from layerviz.app.state import AppState
from layerviz.core.dockerfile.instructions import Arg
from layerviz.core.requests import Store, Transfer
from layerviz.ui import safe_text
from layerviz.ui.panels.card import cleared, toned
from layerviz.ui.panels.edit_menu import base_images, short_image

if TYPE_CHECKING:
    from layerviz.core.dockerfile.instructions import Dockerfile
    from layerviz.ui.translation import Translator

TYPING_PAUSE_MS = 250


class ArgumentField(QLineEdit):
    """The value of one build argument; empty means that it is not given."""

    given = Signal(str, object)

    def __init__(self, name: str, default: str | None) -> None:
        super().__init__()
        self.name = name
        self.setAccessibleName(safe_text.plain(name))
        self.setPlaceholderText(safe_text.plain(default or ""))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._finished)

    def show_value(self, text: str) -> None:
        """Show the value of the state, unless somebody is typing another."""
        if not self._pause.isActive() and self.text() != text:
            self.setText(text)

    def _typed(self) -> None:
        self._pause.start()

    def _finished(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._tell()

    def _tell(self) -> None:
        self.given.emit(self.name, self.text() or None)


class OptionsPanel(QScrollArea):
    """A form; emits events."""

    intended = Signal(object)

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self._words = translator
        self._state: AppState | None = None
        self._arguments: tuple[tuple[str, str | None], ...] | None = None
        self._images: tuple[str, ...] | None = None
        self._stages: tuple[str, ...] | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.target = QComboBox()
        self.store = QComboBox()
        self.transfer = QComboBox()
        self.no_cache = QCheckBox()
        self.fields: dict[str, ArgumentField] = {}
        self.bases: dict[str, QCheckBox] = {}
        self._titles = {name: toned("strong") for name in ("arguments", "bases", "builder")}
        self._argument_form, self._base_column = QFormLayout(), QVBoxLayout()
        self._builder_form = QFormLayout()
        self._no_arguments = toned("muted", wraps=True)
        self._note = toned("muted", wraps=True)
        self._lay_out()
        self.target.activated.connect(self._target_chosen)
        self.store.activated.connect(self._store_chosen)
        self.transfer.activated.connect(self._transfer_chosen)
        self.no_cache.clicked.connect(self._no_cache_clicked)
        translator.changed.connect(self.retranslate)
        self.retranslate()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        for form in (self._argument_form, self._builder_form):
            form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        column.addWidget(self._titles["arguments"])
        column.addWidget(self._no_arguments)
        column.addLayout(self._argument_form)
        column.addWidget(self._titles["bases"])
        column.addLayout(self._base_column)
        column.addWidget(self._titles["builder"])
        column.addLayout(self._builder_form)
        column.addWidget(self._note)
        column.addStretch(1)
        self._labels = {name: toned("") for name in ("target", "store", "transfer")}
        for name, box in (
            ("target", self.target),
            ("store", self.store),
            ("transfer", self.transfer),
        ):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(8)
            self._labels[name].setBuddy(box)
            self._builder_form.addRow(self._labels[name], box)
        self._builder_form.addRow(self.no_cache)
        self.setWidget(inside)

    # --- values in

    def show_state(self, state: AppState, dockerfile: Dockerfile | None) -> None:
        """Show the options, and the arguments and images that the Dockerfile has."""
        self._state = state
        self._show_arguments(declared_arguments(dockerfile), dict(state.scenario.build_args))
        analysis = state.analysis()
        if analysis is not None:
            self._show_bases(base_images(analysis.after), state.scenario.bases_changed)
            names = tuple(stage.name for stage in analysis.after.stages)
            self._show_targets(names, state.scenario.target)
        profile = state.scenario.profile
        self.store.setCurrentIndex(list(Store).index(profile.store))
        self.transfer.setCurrentIndex(list(Transfer).index(profile.transfer))
        self.no_cache.setChecked(state.scenario.is_uncached)

    def _show_arguments(
        self, declared: tuple[tuple[str, str | None], ...], given: dict[str, str]
    ) -> None:
        others = tuple((name, None) for name in given if name not in dict(declared))
        wanted = (*declared, *others)
        if wanted != self._arguments:
            self._arguments = wanted
            cleared(self._argument_form)
            self.fields = {}
            for name, default in wanted:
                field = ArgumentField(name, default)
                field.given.connect(self._argument_given)
                label = toned("code", safe_text.plain(name, longest=60))
                label.setBuddy(field)
                self._argument_form.addRow(label, field)
                self.fields[name] = field
        self._no_arguments.setVisible(not wanted)
        for name, field in self.fields.items():
            field.show_value(given.get(name, ""))

    def _show_bases(self, images: tuple[str, ...], changed: tuple[str, ...]) -> None:
        if images != self._images:
            self._images = images
            cleared(self._base_column)
            self.bases = {}
            for image in images:
                box = QCheckBox(self._base_text(image))
                box.setToolTip(safe_text.tooltip(image))
                box.setObjectName(image)
                box.clicked.connect(self._base_clicked)
                self._base_column.addWidget(box)
                self.bases[image] = box
        self._titles["bases"].setVisible(bool(images))
        for image, box in self.bases.items():
            box.setChecked(image in changed)

    def _show_targets(self, stages: tuple[str, ...], target: str) -> None:
        if stages != self._stages:
            self._stages = stages
            self._fill_targets()
        names = [stage.lower() for stage in stages]
        place = names.index(target.lower()) + 1 if target.lower() in names else 0
        self.target.setCurrentIndex(place)

    def _fill_targets(self) -> None:
        self.target.clear()
        self.target.addItem(self._words.text("options.target.last"))
        self.target.addItems([safe_text.plain(name) for name in self._stages or ()])

    def retranslate(self) -> None:
        """Take the words of the language."""
        text = self._words.text
        for name, title in self._titles.items():
            title.setText(text(f"options.{name}"))
        for name, label in self._labels.items():
            label.setText(text(f"options.{name}"))
        for box, name, members in (
            (self.store, "store", [each.value for each in Store]),
            (self.transfer, "transfer", [each.value for each in Transfer]),
        ):
            place = max(0, box.currentIndex())
            box.clear()
            box.addItems([text(f"options.{name}.{word}") for word in members])
            box.setCurrentIndex(place)
            box.setToolTip(safe_text.tooltip(text(f"options.{name}.tip")))
        self.no_cache.setText(text("action.no-cache"))
        self._no_arguments.setText(text("options.no-arguments"))
        self._note.setText(text("options.note"))
        for image, tick in self.bases.items():
            tick.setText(self._base_text(image))
        self._fill_targets()

    def _base_text(self, image: str) -> str:
        return safe_text.menu_text(self._words.text("menu.base", image=short_image(image)))

    # --- intents

    def _argument_given(self, name: str, given: str | None) -> None:
        self.intended.emit(events.BuildArgSet(name, given))

    def _base_clicked(self, is_changed: bool) -> None:
        self.intended.emit(events.BaseChanged(self.sender().objectName(), is_changed))

    def _target_chosen(self, place: int) -> None:
        stages = self._stages or ()
        target = stages[place - 1] if 0 < place <= len(stages) else ""
        self.intended.emit(events.TargetChosen(target))

    def _store_chosen(self, place: int) -> None:
        self.intended.emit(events.SettingChanged("store", list(Store)[place].value))

    def _transfer_chosen(self, place: int) -> None:
        self.intended.emit(events.SettingChanged("transfer", list(Transfer)[place].value))

    def _no_cache_clicked(self, is_on: bool) -> None:
        self.intended.emit(events.NoCacheSet(is_on))


def declared_arguments(dockerfile: Dockerfile | None) -> tuple[tuple[str, str | None], ...]:
    """The ARG names of the file with their first default, in the order of their declaration."""
    found: dict[str, str | None] = {}
    for instruction in dockerfile.instructions if dockerfile else ():
        if isinstance(instruction, Arg):
            for name, default in instruction.pairs:
                if found.get(name) is None:
                    found[name] = default
    return tuple(found.items())
