"""The boards that a state shows: where the demonstration begins, is, and may go."""

from __future__ import annotations

from layerviz.core.hashing import sha256
from layerviz.core.reference_parts import ReferenceParts, read_reference
from layerviz.core.references import normalised
from layerviz.core.requests import Store
from layerviz.core.tag_board import (
    BoardStep,
    NamedImage,
    Rebuild,
    Tag,
    TagBoard,
    Untag,
    board_of,
    played,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.app.state import AppState

LESSON_IMAGE, OLDER_IMAGE = "9e4678fa410f", "562bcc434ada"
LESSON = TagBoard(
    (
        NamedImage(
            LESSON_IMAGE,
            tuple(map(normalised, ("myapp:latest", "myapp:v1.0", "myregistry.com/myapp:v1.0"))),
        ),
        NamedImage(OLDER_IMAGE, (normalised("myapp:v0.9"),)),
    )
)
"""The lesson's image after its two `docker tag`, and an older one."""
_BUILT = "built:"


def start_board(state: AppState) -> TagBoard:
    """The board before the first step.

    Of the images at hand only those are on it that exist, and each once, wherever it was read.
    """
    if not state.tags.is_real:
        return LESSON
    found: dict[object, NamedImage] = {}
    for each in state.shelf.images:
        read = each.inspection.read if each.inspection is not None else None
        if read is not None or each.listed is not None:
            same = read.image if read is not None else each.key
            found.setdefault(same, NamedImage(each.key, each.references))
    return board_of(found.values())


def shown_board(state: AppState) -> TagBoard:
    """The board as it is now."""
    return _board(state, state.tags.done)


def board_before(state: AppState) -> TagBoard:
    """The board before the last step that was done."""
    return _board(state, max(0, state.tags.done - 1))


def last_step(state: AppState) -> BoardStep | None:
    """The step that was done last; None at the beginning."""
    tags = state.tags
    return tags.steps[tags.done - 1] if tags.done else None


def chosen_name(state: AppState, board: TagBoard) -> str:
    """The name that the next step is about; "" where the board has none."""
    names = board.names
    if state.tags.chosen in names:
        return state.tags.chosen
    return names[0] if names else ""


def next_tag(state: AppState) -> Tag | None:
    """The `docker tag` of the typed reference; None where docker refuses it or there is no name."""
    source = chosen_name(state, shown_board(state))
    found = read_reference(state.tags.reference)
    if not source or not isinstance(found, ReferenceParts) or found.digest is not None:
        return None
    return Tag(source, found.canonical)


def next_rebuild(state: AppState) -> Rebuild | None:
    """The build that takes the chosen name; None without one."""
    name = chosen_name(state, shown_board(state))
    count = sum(isinstance(step, Rebuild) for step in state.tags.steps[: state.tags.done])
    return Rebuild(name, f"{_BUILT}{count + 1}") if name else None


def next_untag(state: AppState) -> Untag | None:
    """The removal of the chosen name; None without one."""
    name = chosen_name(state, shown_board(state))
    return Untag(name) if name else None


def build_number(key: str) -> int | None:
    """Which imagined build made an image; None for one that was there before."""
    return int(key.removeprefix(_BUILT)) if key.startswith(_BUILT) else None


def short_id(key: str) -> str:
    """The ID that an image of the lesson or of an imagined build is shown by."""
    return sha256(key.encode()).hexdigest()[:12] if key.startswith(_BUILT) else key


def _board(state: AppState, done: int) -> TagBoard:
    return played(start_board(state), state.tags.steps[:done], Store(state.settings.store))
