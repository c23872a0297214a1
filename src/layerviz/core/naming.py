"""The name that `docker build` prints for a step (R1), letter for letter."""

from __future__ import annotations

from layerviz.core.dockerfile.expansion import expand_run_name, expand_step_name
from layerviz.core.dockerfile.instructions import Run
from layerviz.core.environment import NUL_SIGN, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.dockerfile.instructions import Instruction


def step_label(stage_name: str, number: int | None, of: int, text: str) -> str:
    """`[stage 2/5] text`; `stage_name` is "" where the builder leaves it out.

    `of` 0 where it prints no bracket.
    """
    if of == 0 or number is None:
        return text
    position = f"{number:>{len(str(of))}}/{of}"
    return f"[{stage_name} {position}] {text}" if stage_name else f"[{position}] {text}"


def step_text(instruction: Instruction, variables: Mapping[str, str], escape: str) -> str:
    """The text after the bracket.

    The logical line with its variables expanded and the keyword in upper case.
    """
    visible = variables
    if any("\0" in text or NUL_SIGN in text for text in variables.values()):
        visible = {name: shown(text).replace(NUL_SIGN, "\0") for name, text in variables.items()}
    text = instruction.original
    if isinstance(instruction, Run):
        text = expand_run_name(text + _heredoc_summary(instruction), visible, escape)
    else:
        text = expand_step_name(text, visible, escape)
    keyword, space, rest = text.partition(" ")
    return keyword.upper() + space + rest


def _heredoc_summary(instruction: Run) -> str:
    if not instruction.heredocs:
        return ""
    from layerviz.core.dockerfile.heredocs import lone_heredoc, summary_of

    heredoc = lone_heredoc(instruction)
    return f" ({summary_of(heredoc)})" if heredoc is not None else ""


def from_text(reference: str) -> str:
    """What a FROM step shows, as far as it is known without asking a registry."""
    return f"FROM {reference}"
