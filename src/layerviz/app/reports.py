"""What an analysis hands to the window and the command line: the prediction and what it costs.

Made by `app.analysing`. Numbers keep their origins; nothing here is a sentence.
"""

from __future__ import annotations

from layerviz.core.analysis import Analysis, SizeOrigin
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.values import record


@record
class Totals:
    """The cost of the next build, summed over its steps.

    Bytes and seconds cover the steps where they are known; `unknown_sizes` and `unknown_times`
    count the rebuilt steps where they are not. `origins` are those of the numbers summed, in a
    fixed order.
    """

    rebuilt_bytes: int = 0
    reused_bytes: int = 0
    depends_bytes: int = 0
    unknown_sizes: int = 0
    rebuilt_seconds: float | None = None
    full_seconds: float | None = None
    """Of a build with nothing cached."""
    unknown_times: int = 0
    origins: tuple[SizeOrigin, ...] = ()


@record
class Report:
    """The prediction for one Dockerfile, with costs in its steps.

    `diagnostics` are those of folder and options.
    """

    analysis: Analysis
    totals: Totals = Totals()
    diagnostics: tuple[Diagnostic, ...] = ()
    is_known_build: bool = False
    """Whether exactly this was built before (R5): all of it is cached."""
