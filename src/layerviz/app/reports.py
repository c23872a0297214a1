"""What an analysis hands to the window and the command line: the prediction and what it costs.

Made by `app.analysing`. Numbers keep their origins; nothing here is a sentence.
"""

from __future__ import annotations

from layerviz.app.explaining_names import Facts
from layerviz.core.analysis import Analysis, SizeOrigin
from layerviz.core.context import ContextSnapshot
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.analysis import StepId


class Totals(Record):
    """The cost of the next build, summed over its steps; a step that stands twice counts once.

    Bytes and seconds cover the steps where they are known; `unknown_sizes` and `unknown_times`
    count the rebuilt steps where they are not. None: no step at all has a time.
    """

    rebuilt_steps: int = 0
    depends_steps: int = 0
    rebuilt_bytes: int = 0
    reused_bytes: int = 0
    depends_bytes: int = 0
    unknown_sizes: int = 0
    rebuilt_seconds: float | None = None
    depends_seconds: float = 0.0
    full_seconds: float | None = None
    """Of a build with nothing cached."""
    unknown_times: int = 0
    size_origins: tuple[SizeOrigin, ...] = ()
    """Where the sizes summed come from, each once, in the order of `SizeOrigin`."""
    time_origins: tuple[SizeOrigin, ...] = ()


class Report(Record):
    """The prediction for one Dockerfile, with costs in its steps.

    `context` is the folder with the imagined edits and unsaved texts in it, before the ignore file.
    `diagnostics` are those of the edits; those of the Dockerfile are in the analysis.
    """

    analysis: Analysis
    totals: Totals = Totals()
    facts: Facts = Facts()
    context: ContextSnapshot | None = None
    ignore_path: str = ""
    """The ignore file that counted, "" for none."""
    diagnostics: tuple[Diagnostic, ...] = ()
    order: tuple[StepId, ...] = ()
    """The steps as the step-through shows them (`app.playing`)."""

    @property
    def is_known_build(self) -> bool:
        """Whether exactly this was built before (R5)."""
        return self.facts.is_known_build
