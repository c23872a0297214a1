"""Use case: documents, scenario and folder -> a Report for each Dockerfile shown.

Unsaved texts take their files' places in the folder first, then the imagined edits are made: when
`COPY . .` sees the Dockerfile, typing in it changes the context (R13). Needs nothing but its
request, so it runs on any thread.
"""

from __future__ import annotations

import os.path

from layerviz.app.costing import totals_of, with_costs
from layerviz.app.explaining_names import Facts
from layerviz.app.playing import play_order
from layerviz.app.reports import Report
from layerviz.app.scenario import Content, IgnoreText, KnownBuild, ignore_for
from layerviz.core.context import ContextSnapshot, Directory, File, apply_edits, content_digest
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.ignorefile import parse_ignore
from layerviz.core.prediction import learn, predict_after
from layerviz.core.references import normalised
from layerviz.core.requests import BuildRequest
from layerviz.core.values import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from layerviz.app.costing import Annotation
    from layerviz.app.requests import Analyse
    from layerviz.core.analysis import Analysis
    from layerviz.core.diagnostics import Diagnostic
    from layerviz.core.dockerfile.instructions import Dockerfile
    from layerviz.core.outcomes import Baseline
    from layerviz.core.requests import BuilderProfile

    class Costs(Protocol):
        """A sample, as far as its numbers are concerned."""

        def cost_of(self, instruction: str, dockerfile: str) -> Annotation | None:
            """The numbers of an instruction in a Dockerfile of the sample (path in its folder)."""


REMEMBERED_PARSES = 16
REMEMBERED_BASELINES = 6
FILE_MODE = 0o644
_EMPTY = ContextSnapshot(Directory(0o755, {}))
"""Stands for a folder that has not been looked at yet."""


class Prepared(Record):
    """One build ready to be predicted, and what was made of its parts."""

    request: BuildRequest
    diagnostics: tuple[Diagnostic, ...] = ()
    ignore_path: str = ""


class Analyst:
    """Analyses again and again, and keeps what stays the same from one keystroke to the next.

    Only remembers: equal requests give equal reports. One thread at a time may use it.
    """

    def __init__(self, costs_for: Callable[[str], Costs | None]) -> None:
        """`costs_for` gives the numbers of a sample by its name, None where it has none."""
        self._costs_for = costs_for
        self._costs: dict[str, Costs | None] = {}
        self._parsed: dict[str, Dockerfile] = {}
        self._baselines: dict[tuple[object, ...], Baseline] = {}

    def analyse(self, job: Analyse) -> tuple[Report | None, ...]:
        """A report for each side asked for, None for the others; in the order of the sheets."""
        sides = range(len(job.content.sheets))
        return tuple(self._report(job, side) if side in job.sides else None for side in sides)

    def _report(self, job: Analyse, side: int) -> Report:
        now = KnownBuild(job.content, side, job.snapshot, job.ignores)
        profile = job.content.scenario.profile
        prepared = self._prepared(job.context_root, now, profile)
        known = [_comparable(job, side, built) for built in _known_of(job, side)]
        baseline = self._learned(job.context_root, known, profile)
        analysis = predict_after(baseline, prepared.request)
        analysis = self._costed(job, side, analysis)
        return Report(
            analysis=analysis,
            totals=totals_of(analysis.after),
            facts=_facts(job, prepared, is_known_build=now in known),
            context=prepared.request.context,
            ignore_path=prepared.ignore_path,
            diagnostics=prepared.diagnostics,
            order=play_order(analysis.after),
        )

    def _learned(self, root: str, known: list[KnownBuild], profile: BuilderProfile) -> Baseline:
        key = (root, tuple(known), profile)
        if key not in self._baselines:
            requests = [self._prepared(root, built, profile).request for built in known]
            while len(self._baselines) >= REMEMBERED_BASELINES:
                del self._baselines[next(iter(self._baselines))]
            self._baselines[key] = learn(requests)
        return self._baselines[key]

    def _prepared(self, root: str, built: KnownBuild, profile: BuilderProfile) -> Prepared:
        """One build with everything that decides it.

        All known builds are of the profile asked about.
        """
        content, scenario = built.content, built.content.scenario
        sheet = content.sheets[built.side]
        ignore = ignore_for(built.ignores, sheet.path)
        if content.ignore_text is not None:
            path = ignore.path if ignore else os.path.join(root, ".dockerignore")
            ignore = IgnoreText("", path, content.ignore_text)
        folder = _overlaid(root, built.snapshot or _EMPTY, content, ignore)
        folder, problems = apply_edits(folder, scenario.edits)
        request = BuildRequest(
            dockerfile=self._parse(sheet.text),
            context=folder,
            ignore=parse_ignore(ignore.text) if ignore else None,
            target=scenario.target or None,
            build_args=dict(scenario.build_args),
            no_cache=scenario.is_uncached,
            changed_bases=frozenset(_reference(image) for image in scenario.bases_changed),
            profile=profile,
            assumptions=dict(scenario.assumptions),
        )
        path = ignore.path if ignore else ""
        return Prepared(request=request, diagnostics=problems, ignore_path=path)

    def _parse(self, text: str) -> Dockerfile:
        known = self._parsed.get(text)
        if known is None:
            known = parse(text, earlier=next(reversed(self._parsed.values()), None))
            while len(self._parsed) >= REMEMBERED_PARSES:
                del self._parsed[next(iter(self._parsed))]
            self._parsed[text] = known
        return known

    def _costed(self, job: Analyse, side: int, analysis: Analysis) -> Analysis:
        if not job.sample:
            return analysis
        if job.sample not in self._costs:
            self._costs[job.sample] = self._costs_for(job.sample)
        costs = self._costs[job.sample]
        if costs is None:
            return analysis
        name = path_in_context(job.context_root, job.content.sheets[side].path)
        return with_costs(analysis, lambda text: costs.cost_of(text, name))


def _known_of(job: Analyse, side: int) -> list[KnownBuild]:
    """The known builds of a side's Dockerfile; all of them for one that was never built."""
    path = job.content.sheets[side].path
    own = [built for built in job.known if built.content.sheets[built.side].path == path]
    return own or list(job.known)


def _comparable(job: Analyse, side: int, built: KnownBuild) -> KnownBuild:
    """A known build as this picture compares with it.

    In Compare that is the same build of its own Dockerfile, as it is typed now.
    """
    if not job.is_comparison:
        return built
    content = replace(job.content, scenario=built.content.scenario)
    return replace(built, content=content, side=side)


def path_in_context(root: str, path: str) -> str:
    """A path relative to the context root, with forward slashes; "" for one outside it."""
    prefix = root.rstrip(os.sep) + os.sep
    if not root or not path.startswith(prefix):
        return ""
    return path[len(prefix) :].replace(os.sep, "/")


def _overlaid(
    root: str, folder: ContextSnapshot, content: Content, ignore: IgnoreText | None
) -> ContextSnapshot:
    """The folder with the texts as typed in the places of their files (R13)."""
    texts = [(sheet.path, sheet.text) for sheet in content.sheets]
    if content.ignore_text is not None and ignore is not None:
        texts.append((ignore.path, content.ignore_text))
    for path, text in texts:
        inside = path_in_context(root, path)
        if inside:
            folder = _with_text(folder, inside, text)
    return folder


def _with_text(folder: ContextSnapshot, path: str, text: str) -> ContextSnapshot:
    """The folder with a text in a file's place.

    The very same folder where that is what lies there.
    """
    raw = text.encode("utf-8", "surrogateescape")
    digest = content_digest(raw)
    node = folder.find(path)
    if not isinstance(node, File):
        return folder if node is not None else folder.with_file(path, _file(len(raw), digest))
    if digest == node.digest:
        return folder
    return folder.with_file(path, replace(node, size_bytes=len(raw), digest=digest))


def _file(size_bytes: int, digest: str) -> File:
    return File(FILE_MODE, size_bytes, digest)


def _reference(image: str) -> str:
    return image if image == "*" else normalised(image)


def _facts(job: Analyse, prepared: Prepared, *, is_known_build: bool) -> Facts:
    paths = (path_in_context(job.context_root, sheet.path) for sheet in job.content.sheets)
    return Facts(
        dockerfile=prepared.request.dockerfile,
        ignore=prepared.request.ignore,
        edits=job.content.scenario.edits,
        dockerfile_paths=tuple(path for path in paths if path),
        assumptions=job.content.scenario.assumptions,
        has_earlier=bool(job.known),
        is_known_build=is_known_build,
    )
