"""The samples: build contexts to open, each with a story, suggested edits and illustrative costs.

A sample is a folder below `samples/`, which is the build context itself, and a description
`NAME.toml` beside it (docs/samples.md tells its fields). `app.sample_folders` finds them.
"""

from __future__ import annotations

from layerviz.app.sample_folders import sample_folder
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from layerviz.core.context import ContextEdit


class Texts(Value):
    """A text of a sample in both languages."""

    ja: str
    en: str

    def of(self, language: str) -> str:
        """The text in a language; English for any other than `ja`."""
        return self.ja if language == "ja" else self.en


class SampleDockerfile(Value):
    """One of the orders to look at: its path, and the labels of its steps in file order."""

    path: str
    title: Texts
    steps: tuple[str, ...]
    skipped: tuple[str, ...] = ()


class Expected(Value):
    """What an edit does to one Dockerfile: labels of the state after it; all others are cached.

    A label may be none of `SampleDockerfile.steps`: a step's name shows its variables.
    """

    dockerfile: str
    rebuilt: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()


class SuggestedEdit(Record):
    """Something worth trying, in the order it should be tried.

    `replacements` are (old, new) texts, each found once in a Dockerfile it is meant for;
    `bases_changed` names images as written, `*` for every one; `target` is "" for the last stage.
    With nothing set it is the same build again.
    """

    id: str
    text: Texts
    expected: tuple[Expected, ...]
    edits: tuple[ContextEdit, ...] = ()
    replacements: tuple[tuple[str, str], ...] = ()
    build_args: tuple[tuple[str, str], ...] = ()
    bases_changed: tuple[str, ...] = ()
    target: str = ""
    is_uncached: bool = False

    def expected_for(self, dockerfile: str) -> Expected | None:
        """What it does to that Dockerfile; None where it is not meant for it."""
        return next((each for each in self.expected if each.dockerfile == dockerfile), None)

    def replaced(self, text: str) -> str:
        """A Dockerfile's text after the edit."""
        for old, new in self.replacements:
            text = text.replace(old, new, 1)
        return text


class SampleCost(Value):
    """Illustrative bytes and seconds of an instruction; "" as Dockerfile means all of them."""

    instruction: str
    dockerfile: str = ""
    size_bytes: int | None = None
    seconds: float | None = None


class Sample(Record):
    """A sample with its description. `questions` are numbered as in docs/samples.md.

    `beside` is the Dockerfile shown to the left of the first one in Compare, "" for none.
    """

    name: str
    folder: str
    title: Texts
    story: Texts
    question: Texts
    answer: Texts
    questions: tuple[int, ...]
    dockerfiles: tuple[SampleDockerfile, ...]
    beside: str = ""
    edits: tuple[SuggestedEdit, ...] = ()
    costs: tuple[SampleCost, ...] = ()

    def cost_of(self, instruction: str, dockerfile: str) -> SampleCost | None:
        """The cost of an instruction, as written on one line; this Dockerfile's own comes first."""
        fitting = [cost for cost in self.costs if cost.instruction == instruction]
        for name in (dockerfile, ""):
            for cost in fitting:
                if cost.dockerfile == name:
                    return cost
        return None


def load(name: str) -> Sample:
    """A sample with its description; KeyError if there is none of that name."""
    import tomllib  # costs more than a whole prediction may take

    folder = sample_folder(name)
    if folder is None:
        raise KeyError(name)
    with open(f"{folder}.toml", "rb") as stream:
        plain = tomllib.load(stream)
    return Sample(
        name=name,
        folder=folder,
        title=_texts(plain["title"]),
        story=_texts(plain["story"]),
        question=_texts(plain["question"]),
        answer=_texts(plain["answer"]),
        questions=tuple(plain["questions"]),
        dockerfiles=tuple(_dockerfile(each) for each in plain["dockerfile"]),
        beside=plain.get("beside", ""),
        edits=tuple(_suggested_edit(each) for each in plain.get("edit", ())),
        costs=tuple(SampleCost(**each) for each in plain.get("cost", ())),
    )


def _texts(plain: Mapping[str, str]) -> Texts:
    return Texts(plain["ja"].strip(), plain["en"].strip())


def _dockerfile(plain: Mapping[str, Any]) -> SampleDockerfile:
    steps, skipped = tuple(plain["steps"]), tuple(plain.get("skipped", ()))
    return SampleDockerfile(plain["path"], _texts(plain), steps, skipped)


def _suggested_edit(plain: Mapping[str, Any]) -> SuggestedEdit:
    return SuggestedEdit(
        id=plain["id"],
        text=_texts(plain),
        expected=tuple(_expected(each) for each in plain["expected"]),
        edits=tuple(_context_edit(words.split()) for words in plain.get("files", ())),
        replacements=tuple((each["old"], each["new"]) for each in plain.get("replace", ())),
        build_args=tuple(sorted(plain.get("build_args", {}).items())),
        bases_changed=tuple(plain.get("bases_changed", ())),
        target=plain.get("target", ""),
        is_uncached=plain.get("no_cache", False),
    )


def _expected(plain: Mapping[str, Any]) -> Expected:
    return Expected(
        dockerfile=plain["dockerfile"],
        rebuilt=tuple(plain.get("rebuilt", ())),
        depends=tuple(plain.get("depends", ())),
        skipped=tuple(plain.get("skipped", ())),
        fails=tuple(plain.get("fails", ())),
        unreached=tuple(plain.get("unreached", ())),
    )


def _context_edit(words: list[str]) -> ContextEdit:
    """From `edit P`, `add P`, `delete P`, `touch P`, `chmod MODE P` or `rename OLD NEW`."""
    from layerviz.core.context import ContextEdit, EditKind

    kind = EditKind(words[0])
    if kind is EditKind.CHMOD:
        return ContextEdit(kind, words[2], mode=int(words[1], 8))
    return ContextEdit(kind, words[1], words[2] if kind is EditKind.RENAME else "")
