"""The command line's composition root: joins arguments, files and the prediction; exit codes.

0 answered (a build that fails is an answer), 1 cannot answer, 2 wrong usage. Trouble is one line
on stderr. `predict` has the time of two bare interpreters: what only other commands or mistakes
need is imported where it is used (docs/adr/0002).
"""

from __future__ import annotations

import errno
import os
import sys

from layerviz.app.messages import Message
from layerviz.app.wording import Wording, chosen_language
from layerviz.cli.arguments import (
    HELP,
    JSON,
    LANGUAGE,
    SCENARIO_OPTIONS,
    Given,
    language_typed,
    predict_arguments,
    sort_words,
)
from layerviz.cli.columns import one_line
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from layerviz.adapters.targets import Place
    from layerviz.app.inspecting import Inspection
    from layerviz.cli.arguments import PredictArguments
    from layerviz.cli.asking import Answer, Documents
    from layerviz.cli.rendering import Paper
    from layerviz.cli.waiting import Waiting
    from layerviz.core.context import ContextEdit
    from layerviz.core.ignorefile import IgnoreFile
    from layerviz.core.images import UnpackedImage

    T = TypeVar("T")

ANSWERED, CANNOT_ANSWER, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
NARROWEST = 40


def main(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; `arguments` are the words behind `layerviz`."""
    _prepare_streams()
    wording = Wording(chosen_language(language_typed(arguments), os.environ))
    try:
        code = _run(list(arguments), wording)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()  # whoever reads has had enough (`| head`)
        return CANNOT_ANSWER
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        # Scripts get the one line that they are promised, developers all of it.
        if "LAYERVIZ_DEBUG" in os.environ:
            raise
        print(f"layerviz: {one_line(_fault_text(fault, wording))}", file=sys.stderr)
        return CANNOT_ANSWER
    return code


def _prepare_streams() -> None:
    """A file's name may hold what the terminal's encoding lacks; a stream may be closed (`>&-`)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end
        getattr(sys, name).reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """What could not be written is given up: a second error at the exit is of no use."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fault_text(fault: Exception, wording: Wording) -> str:
    """A full disk is no fault of ours."""
    if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
        _drop_output()
        return wording.text("cli.cannot-write", reason=fault.strerror or "")
    return wording.text("cli.fault", fault=f"{type(fault).__name__}: {fault}")


def ask(arguments: PredictArguments, job: Waiting | None = None) -> Answer | Diagnostic:
    """The prediction for what was typed, or why there is none. Reads the folders it is about."""
    from layerviz.cli.asking import answer

    places = _places(arguments)
    if isinstance(places, Diagnostic):
        return places
    before_place, after_place = places
    before = _documents(before_place, (), job)
    if isinstance(before, Diagnostic):
        return before
    if after_place == before_place and not _rewrites(after_place, arguments.edits):
        return answer(arguments, before, before)
    after = _documents(after_place, arguments.edits, job)
    return after if isinstance(after, Diagnostic) else answer(arguments, before, after)


def failure_text(problem: Diagnostic, wording: Wording) -> str:
    """Why there is no answer, on one line, with the builder's own words where it has some."""
    from layerviz.app.engine_troubles import is_engine_trouble, trouble_line
    from layerviz.app.messages import diagnostic_message

    if is_engine_trouble(problem):
        return one_line(wording.say(trouble_line(problem)))
    said = wording.say(diagnostic_message(problem))
    words = problem.builder_message
    if words and words not in said:
        said = wording.text("cli.builder-says", said=said, words=words)
    return one_line(said)


def _run(words: list[str], wording: Wording) -> int:
    command = words[0] if words else "--help"
    if command in ("--help", "-h", "help"):
        from layerviz.cli import helping

        print(helping.overview(wording))
        return ANSWERED
    if command == "--version":
        from layerviz import __version__

        print(f"layerviz {__version__}")
        return ANSWERED
    if command == "samples":
        return _samples(words[1:], wording)
    if command == "predict":
        return _predict(words[1:], wording)
    if command == "name":
        from layerviz.cli import naming

        return _told(naming.answer(words[1:], wording), wording)
    if command in ("image", "share"):
        from layerviz.cli import images

        answer = images.image_answer if command == "image" else images.share_answer

        def inspect(target: str, platform: str, name: str) -> tuple[Inspection, ...] | Diagnostic:
            return _patiently(lambda job: inspected(target, platform, name, job), wording)

        return _told(answer(words[1:], inspect, wording, _paper()), wording)
    from layerviz.cli import helping

    return _refuse(helping.unknown_command(command), wording)


def _samples(words: list[str], wording: Wording) -> int:
    given = sort_words(words, (LANGUAGE, HELP))
    if isinstance(given, Message):
        return _refuse(given, wording)
    from layerviz.app.sample_folders import sample_names
    from layerviz.app.samples import load
    from layerviz.cli import helping, rendering

    if given.has("--help"):
        print(helping.of_samples(wording))
        return ANSWERED
    if given.targets:
        return _refuse(helping.too_many(given.targets[0]), wording)
    from layerviz.app import image_samples

    samples = [load(name) for name in sample_names()]
    images = [image_samples.load_image_sample(each) for each in image_samples.image_sample_names()]
    print("\n".join(rendering.sample_list(samples, wording.language, _paper())))
    print()
    table = image_samples.variant_table()
    print("\n".join(rendering.image_sample_list(images, table, wording, _paper())))
    return ANSWERED


def _predict(words: list[str], wording: Wording) -> int:
    given = sort_words(words, (*SCENARIO_OPTIONS, JSON))
    if isinstance(given, Given) and given.has("--help"):
        from layerviz.cli import helping

        print(helping.of_predict(wording))
        return ANSWERED
    asked = given if isinstance(given, Message) else predict_arguments(given, os.environ)
    if isinstance(asked, Message):
        return _refuse(asked, wording)
    found = _patiently(lambda job: ask(asked, job), wording)
    if isinstance(found, Diagnostic):
        print(f"layerviz: {failure_text(found, wording)}", file=sys.stderr)
        return CANNOT_ANSWER
    from layerviz.cli import rendering

    if asked.is_json:
        print(rendering.as_json(found, wording))
    else:
        print("\n".join(rendering.as_text(found, asked, wording, _paper())))
    return ANSWERED


def inspected(
    target: str, platform: str, name: str, job: Waiting | None = None
) -> tuple[Inspection, ...] | Diagnostic:
    """The images at a target: read from a file or folder, or predicted from a Dockerfile."""
    from layerviz.adapters.image_targets import (
        is_engine_target,
        is_image_path,
        read_from_engine,
        read_images,
    )
    from layerviz.app.image_samples import image_sample_path
    from layerviz.app.inspecting import inspect_build, inspect_image
    from layerviz.cli.arguments import PredictArguments

    sample = image_sample_path(target)
    read: tuple[UnpackedImage, ...] | Diagnostic | None = None
    if sample is not None or is_image_path(target):
        read = read_images(sample or target, platform=platform, name=name, job=job)
    elif platform or name:
        values = (("option", "--platform" if platform else "--name"), ("target", target))
        return Diagnostic("image-option-for-files", Severity.ERROR, None, values)
    elif is_engine_target(target):
        read = read_from_engine(target, job)
    if isinstance(read, Diagnostic):
        return read
    if read is not None:
        return tuple(inspect_image(target, each.found, each.files) for each in read)
    found = ask(PredictArguments(before=target), job)
    if isinstance(found, Diagnostic):
        return found
    return (inspect_build(target, found.analysis.after),)


def _told(answer: str | Diagnostic | Message, wording: Wording) -> int:
    """Print an answer, or say in one line why there is none."""
    if isinstance(answer, Message):
        return _refuse(answer, wording)
    if isinstance(answer, Diagnostic):
        print(f"layerviz: {failure_text(answer, wording)}", file=sys.stderr)
        return CANNOT_ANSWER
    print(answer)
    return ANSWERED


def _refuse(problem: Message, wording: Wording) -> int:
    print(f"layerviz: {wording.say(problem)}", file=sys.stderr)
    return WRONG_USAGE


def _places(arguments: PredictArguments) -> tuple[Place, Place] | Diagnostic:
    """Where BEFORE and AFTER lie; AFTER is BEFORE unless a target or a file says otherwise."""
    from layerviz.adapters.targets import ProjectFolders
    from layerviz.app.sample_folders import find_sample

    folders = ProjectFolders(find_sample)
    before = folders.locate(arguments.before, arguments.file)
    if isinstance(before, Diagnostic):
        return before
    file = arguments.after_file
    if arguments.after:
        after = folders.locate(arguments.after, file or _same_file(arguments, before))
    elif file:
        after = folders.locate(arguments.before, file)
        if not isinstance(after, Diagnostic):
            after = replace(after, context_root=before.context_root)
    else:
        after = before
    return after if isinstance(after, Diagnostic) else (before, after)


def _same_file(arguments: PredictArguments, before: Place) -> str:
    """The `-f` of AFTER where only BEFORE was given one.

    The same file, or the one in the same place of the other context; none for a target that is a
    Dockerfile itself.
    """
    if not arguments.file or os.path.isfile(arguments.after):
        return ""
    inside = before.dockerfile_in_context
    return inside or before.dockerfile


def _patiently(work: Callable[[Waiting | None], T], wording: Wording) -> T:
    """What the work gives; on a terminal a long wait is told."""
    if not sys.stderr.isatty():
        return work(None)
    from layerviz.cli.waiting import Waiting

    job = Waiting(wording)
    try:
        return work(job)
    finally:
        job.end()


def _rewrites(place: Place, edits: Sequence[ContextEdit]) -> bool:
    """Whether the edits put other texts, or none, in the places of Dockerfile or ignore files."""
    if not edits:
        return False
    from layerviz.adapters.targets import IGNORE_FILE
    from layerviz.cli.asking import origin_of

    own = place.dockerfile_in_context
    watched = (own, own + IGNORE_FILE, IGNORE_FILE) if own else (IGNORE_FILE,)
    return any(origin_of(path, edits) != path for path in watched)


def _documents(
    place: Place, edits: Sequence[ContextEdit], job: Waiting | None
) -> Documents | Diagnostic:
    """What lies at a place, with both texts as the edits leave them behind."""
    from layerviz.adapters.digest_store import DigestStore
    from layerviz.adapters.directories import scan
    from layerviz.adapters.targets import missing_dockerfile, read_dockerfile
    from layerviz.cli.asking import Documents, origin_of
    from layerviz.core.dockerfile.parsing import parse

    inside, path = place.dockerfile_in_context, place.dockerfile
    if inside and edits:
        origin = origin_of(inside, edits)
        path = os.path.join(place.context_root, origin) if origin else ""
    dockerfile = read_dockerfile(path) if path else missing_dockerfile(place.dockerfile)
    if isinstance(dockerfile, Diagnostic):
        return dockerfile
    ignore = _ignore(place, edits)
    return Documents(
        dockerfile=parse(dockerfile),
        ignore=ignore,
        context=scan(place.context_root, store=DigestStore(), job=job, ignore=ignore),
        dockerfile_in_context=inside,
    )


def _ignore(place: Place, edits: Sequence[ContextEdit]) -> IgnoreFile | None:
    """The ignore file that counts after the edits: the Dockerfile's own, else the context's."""
    from layerviz.adapters.targets import IGNORE_FILE, read_optional
    from layerviz.cli.asking import origin_of
    from layerviz.core.ignorefile import parse_ignore

    own = place.dockerfile_in_context
    paths: list[str] = [] if own else [place.dockerfile + IGNORE_FILE]
    for inside in (own and own + IGNORE_FILE, IGNORE_FILE):
        origin = origin_of(inside, edits) if inside else None
        if origin is not None:
            paths.append(os.path.join(place.context_root, origin))
    for path in paths:
        text = read_optional(path)
        if text is not None:
            return parse_ignore(text)
    return None


def _paper() -> Paper:
    """As wide as the terminal, with colours; complete and plain where the output is no terminal."""
    from layerviz.cli.rendering import Paper

    if not sys.stdout.isatty():
        return Paper()
    try:
        width = int(os.environ.get("COLUMNS", "")) or None
    except ValueError:
        width = os.get_terminal_size(sys.stdout.fileno()).columns or None
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or os.name == "nt"
    return Paper(max(width, NARROWEST) if width else None, has_colours=not plain)
