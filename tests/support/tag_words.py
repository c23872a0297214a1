"""Words for pictures of Tags, without a catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.scene.roles import Role
from layerviz.scene.tags_texts import (
    AnatomyWords,
    BoardImageTexts,
    BoardWords,
    KindsWords,
    KindTexts,
    NameTexts,
    PartTexts,
    TagsWords,
    VariantsWords,
    VariantTexts,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.core.tag_board import TagBoard

DIGEST = "sha256:" + "e3b0c44298fc1c14" * 4
LINES = {
    Role.REGISTRY: ("registry", "where the image comes from"),
    Role.NAMESPACE: ("namespace", "user or organisation"),
    Role.REPOSITORY: ("repository", "what the image is called"),
    Role.TAG: ("tag", "a label that can move"),
    Role.DIGEST: ("digest", "always the same image"),
}
SEPARATORS = {Role.TAG: ":", Role.DIGEST: "@"}


def parts_of(
    texts: Sequence[tuple[Role, str]], unwritten: Sequence[Role] = ()
) -> tuple[PartTexts, ...]:
    """The parts of a reference."""
    return tuple(
        PartTexts(
            role=role,
            text=text,
            word=LINES[role][0],
            line=f"default: {text}" if role in unwritten else LINES[role][1],
            separator=SEPARATORS.get(role, "/") if place else "",
            is_written=role not in unwritten,
        )
        for place, (role, text) in enumerate(texts)
    )


NGINX = parts_of(
    [
        (Role.REGISTRY, "docker.io"),
        (Role.NAMESPACE, "library"),
        (Role.REPOSITORY, "nginx"),
        (Role.TAG, "latest"),
    ],
    unwritten=(Role.REGISTRY, Role.NAMESPACE, Role.TAG),
)


def anatomy_of(parts: Sequence[PartTexts] = NGINX, notes: Sequence[str] = ()) -> AnatomyWords:
    """A reference taken apart."""
    canonical = "".join(part.separator + part.text for part in parts)
    return AnatomyWords(
        title="What a name is made of",
        caption="type any image name above",
        parts=tuple(parts),
        in_full="What it means in full",
        canonical=canonical,
        notes=tuple(notes),
    )


def mistaken(typed: str, start: int, end: int) -> AnatomyWords:
    """A reference that is wrong from one letter to another."""
    return AnatomyWords(
        title="What a name is made of",
        caption="type any image name above",
        typed=typed,
        mistake=(start, end),
        here="here",
        problem=f"column {start + 1}: {typed[start:end]} may not stand in a name.",
        refusal="docker says: invalid reference format",
    )


def board_of_words(board: TagBoard, *, chosen: int = 0, told: str = "Nothing moved.") -> BoardWords:
    """A board in words; the name at the place `chosen` is the chosen one."""
    names = list(board.names)
    return BoardWords(
        title="Tags are other names for one image",
        caption="docker tag copies nothing · image store: overlay2",
        images=tuple(
            BoardImageTexts(
                key=image.key,
                title=image.key,
                lines=("332 MB · 5 layers", f"stored once, {len(image.names)} names"),
                names=tuple(
                    NameTexts(
                        name=name,
                        text=name.removeprefix("docker.io/library/"),
                        spoken=f"name {name}",
                        is_chosen=names.index(name) == chosen,
                        is_new=names.index(name) == chosen + 1,
                    )
                    for name in image.names
                ),
                spoken=image.key,
            )
            for image in board.images
        ),
        commands=("$ docker tag myapp:latest myapp:v1.0",),
        told=told,
        question="What are <none> images?",
        answer="Images without a name. They take room until docker image prune deletes them.",
        nothing="There is no image at hand yet.",
    )


KINDS = KindsWords(
    title="Kinds of tags",
    caption="from the lesson",
    heads=KindTexts("tag", "meaning", "example"),
    rows=(
        KindTexts("latest", "the name that is used where no tag is written", "node:latest"),
        KindTexts("major version", "moves with every minor release", "node:20"),
    ),
    question="Is latest the newest?",
    answer="Not necessarily. It is only the default name and stays where it was last put.",
)
VARIANTS = VariantsWords(
    title="One software, three bases",
    caption="docker images, 2023-11, from the lesson",
    rows=(
        VariantTexts(name="node:20", size="1.1 GB", share=1.0, note="Debian with build tools"),
        VariantTexts(name="node:20-alpine", size="181 MB", share=0.165, note="Alpine"),
    ),
    conclusion="node:20-alpine is 6.1 times smaller than node:20",
)


def tags_words(anatomy: AnatomyWords, board: BoardWords) -> TagsWords:
    """All cards."""
    return TagsWords(anatomy=anatomy, board=board, kinds=KINDS, variants=VARIANTS)
