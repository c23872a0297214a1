"""`layerviz export`: the picture of builds or images as a file; needs no display."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from layerviz.app.costing import totals_of, with_costs
from layerviz.app.explaining_names import Facts
from layerviz.app.messages import Message, message
from layerviz.app.reports import Report
from layerviz.app.scenario import Content, Scenario, Sheet
from layerviz.app.settings import Settings
from layerviz.app.state import AppState, DiskText, Project, View
from layerviz.app.wording import Wording, chosen_language
from layerviz.cli.arguments import (
    HELP,
    LANGUAGE,
    SCENARIO_OPTIONS,
    Option,
    PredictArguments,
    language_typed,
    predict_arguments,
    sort_words,
)
from layerviz.cli.images import NAME, PLATFORM
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.values import replace
from layerviz.scene.roles import Role
from layerviz.ui.exporting_images import VIEWS, data_of, state_of_images

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerviz.app.ports import Place, ProjectFiles
    from layerviz.app.samples import Sample
    from layerviz.cli.arguments import Given
    from layerviz.cli.asking import Answer
    from layerviz.scene.shapes import Scene
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import Theme

    SampleOf = Callable[[str], Sample | None]

ANSWERED, CANNOT_ANSWER, WRONG_USAGE = 0, 1, 2
FORMATS = (".png", ".svg", ".pdf")
DATA = ".json"
ROOM = {
    View.BUILD: (1000.0, 720.0),
    View.COMPARE: (1280.0, 720.0),
    View.IMAGE: (860.0, 720.0),
    View.SHARING: (1280.0, 760.0),
    View.TAGS: (1280.0, 760.0),
}
"""The room of a picture at 100 %: it grows downwards where it needs more."""

VIEW_NAMES = (View.BUILD.value, View.COMPARE.value, *VIEWS)
_DRAWING = (
    Option("--view", "|".join(VIEW_NAMES), "view", choices=VIEW_NAMES),
    Option("--output", "FILE", "output", short="-o"),
)
BUILD_OPTIONS = (*SCENARIO_OPTIONS, *_DRAWING)
IMAGES_OPTIONS = (*_DRAWING, PLATFORM, NAME, LANGUAGE, HELP)


def export(words: Sequence[str], files: ProjectFiles, sample_of: SampleOf) -> int:
    """Draw what was asked for into a file; gives the exit code."""
    wording = Wording(chosen_language(language_typed(words), os.environ))
    given = _sorted(words)
    if isinstance(given, Message):
        return _refuse(given, wording)
    if given.has("--help"):
        sys.stdout.write(f"{wording.text('export.usage')}\n")
        return ANSWERED
    wrong = _wrong_output(given)
    if wrong is not None:
        return _refuse(wrong, wording)
    state = _state_asked(given, wording, files, sample_of)
    if isinstance(state, Message):
        return _refuse(state, wording)
    if isinstance(state, Diagnostic):
        from layerviz.cli.main import failure_text

        sys.stderr.write(f"layerviz: {failure_text(state, wording)}\n")
        return CANNOT_ANSWER
    path = given.last("--output")
    trouble = _draw(state, path, sample_of(state.project.sample) if state.project.sample else None)
    if trouble:
        sys.stderr.write(f"layerviz: {wording.text(trouble, path=path)}\n")
        return CANNOT_ANSWER
    return ANSWERED


def _sorted(words: Sequence[str]) -> Given | Message:
    """What was typed, by the options of the view that it names."""
    given = sort_words(words, (*BUILD_OPTIONS, PLATFORM, NAME))
    if isinstance(given, Message):
        return given
    is_of_images = given.last("--view") in VIEWS
    return sort_words(words, IMAGES_OPTIONS if is_of_images else BUILD_OPTIONS)


def _state_asked(
    given: Given, wording: Wording, files: ProjectFiles, sample_of: SampleOf
) -> AppState | Diagnostic | Message:
    """The state that the window would show of what was typed."""
    view = given.last("--view", View.BUILD.value)
    if view in VIEWS:
        return state_of_images(given, wording.language)
    asked = predict_arguments(given, os.environ, most_targets=1)
    if isinstance(asked, Message):
        return asked
    return _state(asked, View(view), files, sample_of)


def export_view(scene: Scene, state: AppState, path: str) -> str:
    """Write a scene that is on screen; gives the code of what went wrong, "" for nothing.

    To a name that ends in `.json` goes what the picture of images is made of.
    """
    if _format_of(path) == DATA:
        return _write_data(data_of(state), path)
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.styling import chosen_theme

    theme = chosen_theme(state.settings.theme)
    return _write(scene, state, path, FontMeasure(), theme=theme)


def _write_data(text: str, path: str) -> str:
    if not text:
        return "export.no-data"
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
    except OSError:
        return "export.failed"
    return ""


def _wrong_output(given: Given) -> Message | None:
    path = given.last("--output")
    if not path or _format_of(path) not in FORMATS:
        return message("export.needs-output")
    return None


def _format_of(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _refuse(problem: Message, wording: Wording) -> int:
    sys.stderr.write(f"layerviz: {wording.say(problem)}\n")
    return WRONG_USAGE


# --- from the words to a state


def _state(
    asked: PredictArguments, view: View, files: ProjectFiles, sample_of: SampleOf
) -> AppState | Diagnostic:
    """The state that the window would show, made of one prediction or of two."""
    place = files.locate(asked.before, asked.file)
    if isinstance(place, Diagnostic):
        return place
    sample = sample_of(place.sample) if place.sample else None
    if view is View.BUILD:
        return _shown(asked, view, (_prediction(asked, place, sample),), place)
    other = _other_file(asked, place, files, sample)
    if other is None:
        return Diagnostic("export-no-second", Severity.ERROR)
    left = replace(asked, file=other, after_file="")
    left_place = files.locate(left.before, other)
    if isinstance(left_place, Diagnostic):
        return left_place
    right = replace(asked, after_file="")
    sides = (_prediction(left, left_place, sample), _prediction(right, place, sample))
    return _shown(asked, view, sides, place)


def _other_file(
    asked: PredictArguments, place: Place, files: ProjectFiles, sample: Sample | None
) -> str | None:
    """The Dockerfile at the left of Compare: as typed, as the sample says, or the folder's next."""
    if asked.after_file:
        return asked.after_file
    if sample is not None and sample.beside:
        return sample.beside
    listed = files.dockerfiles_in(place.context_root)
    return next((path for path in listed if path != place.dockerfile), None)


Side = tuple[Report, Sheet]


def _prediction(asked: PredictArguments, place: Place, sample: Sample | None) -> Side | Diagnostic:
    from layerviz.cli.main import ask

    answer = ask(asked)
    if isinstance(answer, Diagnostic):
        return answer
    analysis = answer.analysis
    if sample is not None:
        inside = place.dockerfile[len(place.context_root) :].lstrip("/\\")
        analysis = with_costs(analysis, lambda text: sample.cost_of(text, inside))
    report = Report(
        analysis=analysis, totals=totals_of(analysis.after), facts=_facts(asked, answer)
    )
    return report, Sheet(place.dockerfile, answer.dockerfile.text)


def _facts(asked: PredictArguments, answer: Answer) -> Facts:
    inside = answer.dockerfile_in_context
    return Facts(
        dockerfile=answer.dockerfile,
        ignore=answer.ignore,
        edits=asked.edits,
        dockerfile_paths=(inside,) if inside else (),
    )


def _shown(
    asked: PredictArguments, view: View, sides: tuple[Side | Diagnostic, ...], place: Place
) -> AppState | Diagnostic:
    made: list[Side] = []
    for side in sides:
        if isinstance(side, Diagnostic):
            return side
        made.append(side)
    scenario = Scenario(
        edits=asked.edits, build_args=asked.after_build_args, bases_changed=asked.bases_changed
    )
    return AppState(
        settings=Settings(language=asked.language),
        project=Project(context_root=place.context_root, sample=place.sample),
        content=Content(sheets=tuple(sheet for _, sheet in made), scenario=scenario),
        disk=tuple(DiskText(sheet.path, sheet.text) for _, sheet in made),
        side=len(made) - 1,
        view=view,
        reports=tuple(report for report, _ in made),
    )


# --- from the state to a file


def _draw(state: AppState, path: str, sample: Sample | None) -> str:
    """Lay the state out without a window and write it."""
    _be_offscreen()
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(sys.argv[:1])
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.fonts import load_fonts
    from layerviz.ui.picturing import PictureWords, picture, room_of
    from layerviz.ui.styling import chosen_theme
    from layerviz.ui.translation import Translator

    load_fonts()
    translator = Translator(state.settings.language)
    measure = FontMeasure()
    room = replace(room_of(state, *ROOM[state.view], frozenset()), folds=False)
    words = PictureWords(translator)
    scene = picture(state, words, translator, room, measure=measure, sample=sample)
    if scene is None:
        return "export.nothing"
    trouble = _write(scene, state, path, measure, theme=chosen_theme(state.settings.theme))
    del application
    return trouble


def _be_offscreen() -> None:
    """Without a display Qt would end the process; drawing needs none."""
    has_screen = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    )
    if not has_screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _write(scene: Scene, state: AppState, path: str, measure: FontMeasure, *, theme: Theme) -> str:
    from layerviz.ui.exporting import ExportError, export_scene
    from layerviz.ui.phrases import changes_of

    wording = Wording(chosen_language(state.settings.language, os.environ))
    name = _format_of(path)
    if name not in FORMATS:
        return "export.needs-output"
    has_verdicts = not (state.are_verdicts_hidden or state.view.is_of_images)
    title = wording.say(changes_of(state)) if has_verdicts else ""
    try:
        export_scene(
            scene,
            theme,
            path,
            format_name=name[1:],
            measure=measure,
            title=title,
            legend=_legend(wording) if has_verdicts else (),
        )
    except ExportError:
        return "export.failed"
    return ""


def _legend(wording: Wording) -> tuple[tuple[Role, str], ...]:
    """What each colour of a picture means."""
    return tuple(
        (role, wording.text(f"legend.{role.value}"))
        for role in (
            Role.CACHED,
            Role.REBUILT,
            Role.FOLLOWS,
            Role.DEPENDS,
            Role.SKIPPED,
            Role.FAILS,
            Role.UNREACHED,
            Role.BASE,
            Role.SETTING,
        )
    )
