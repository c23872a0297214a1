"""Random edits of a case: files, Dockerfile lines, stages, options, base images."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from tests.engine.models import FileModel, Line, Stage
from tests.engine.random_lines import Scene, random_line

ATTEMPTS = 50
Edit = dict[str, Any]
_CONFIGS: tuple[Edit, ...] = (
    {"Labels": {"x": "y"}},
    {"Env": ["X=1"]},
    {"Env": ["A=9"]},
    {"User": "node"},
    {"WorkingDir": "/w"},
    {"Shell": ["/bin/sh", "-ec"]},
    {"OnBuild": ["RUN echo base"]},
    {"Cmd": ["x"], "ExposedPorts": {"80/tcp": {}}},
)


@dataclass(slots=True)
class Draft:
    """What edits are made on: the file, the specs of the context, the options."""

    file: FileModel
    context: dict[str, Any]
    options: Edit
    changed: set[str] = field(default_factory=set)

    def touched(self, path: str) -> bool:
        """Whether an edit wrote, moved or deleted it."""
        return path in self.changed

    def files(self) -> list[str]:
        """Paths of plain files."""
        return [
            path
            for path, spec in self.context.items()
            if isinstance(spec, str) or "content" in spec
        ]


def random_edit(rng: Random, draft: Draft) -> Edit:
    """One random edit; now and then two at once, or none at all."""
    if rng.random() < 0.03:
        return {}
    makers: list[tuple[int, Callable[[Random, Draft], Edit]]] = [
        (30, _edit_files),
        (34, _edit_dockerfile),
        (12, _edit_options),
        (6, _edit_base),
        (2, lambda _rng, _draft: {"fresh_context": True}),
    ]
    weights = [weight for weight, _ in makers]
    edit: Edit = {}
    for _ in range(2 if rng.random() < 0.15 else 1):
        edit.update(rng.choices([make for _, make in makers], weights)[0](rng, draft))
    return edit


# --- files ---------------------------------------------------------------------------------------


def _edit_files(rng: Random, draft: Draft) -> Edit:
    makers = (
        (6, _rewrite),
        (3, _new_file),
        (2, _delete),
        (3, _rename),
        (2, _chmod),
        (1, _touch),
        (1, _other),
    )
    weights = [weight for weight, _ in makers]
    return rng.choices([make for _, make in makers], weights)[0](rng, draft)


def _write(draft: Draft, path: str, spec: Any) -> Edit:
    draft.context[path] = spec
    draft.changed.add(path)
    return {"write": {path: spec}}


def _rewrite(rng: Random, draft: Draft) -> Edit:
    path = rng.choice(draft.files())
    if path == ".dockerignore":
        return _write(
            draft, path, rng.choice(("b.bak\n", "c.txt\n", "d/s\n.dockerignore\n", "q\n"))
        )
    old = draft.context[path]
    content = rng.choice(("a {{SALT}}", "b {{SALT}}", "z {{SALT}}", "longer text {{SALT}}"))
    if rng.random() < 0.1 and isinstance(old, str):
        return _write(draft, path, old)
    if rng.random() < 0.08:
        return _write(draft, path, {"content": content, "keep_mtime": True})
    return _write(draft, path, content)


def _new_file(rng: Random, draft: Draft) -> Edit:
    path = rng.choice(
        ("n.txt", "p/n", "d/n", "d/s/n", "q/n", "n/n.txt", "x.log", "d/.n", "Dockerfile")
    )
    return _write(draft, path, rng.choice(("new {{SALT}}", "a {{SALT}}")))


def _delete(rng: Random, draft: Draft) -> Edit:
    path = rng.choice([path for path in draft.context if path not in ("a.txt", "b.txt")])
    _forget(draft, path)
    return {"delete": [path]}


def _rename(rng: Random, draft: Draft) -> Edit:
    optional = [
        path for path in draft.files() if path not in ("a.txt", "b.txt", "p/f", ".dockerignore")
    ]
    pairs = [("d/f1", "d/f9"), ("d/f1", "d/s/f1"), ("p/f", "p/g"), ("p", "p2"), ("d", "d2")]
    pairs += [(path, f"{path}2") for path in optional] + [(path, "d/moved") for path in optional]
    pairs = [(old, new) for old, new in pairs if old in draft.context or _under(draft, old)]
    if not pairs:
        return {}
    old, new = rng.choice(pairs)
    for path in [old] if old in draft.context else _under(draft, old):
        spec = draft.context[path]
        _forget(draft, path)
        draft.context[new + path.removeprefix(old)] = spec
    return {"rename": {old: new}}


def _under(draft: Draft, folder: str) -> list[str]:
    return [path for path in draft.context if path.startswith(f"{folder}/")]


def _forget(draft: Draft, path: str) -> None:
    draft.context.pop(path)
    draft.changed.add(path)


def _chmod(rng: Random, draft: Draft) -> Edit:
    folders = [folder for folder in ("d", "p", "d/s") if _under(draft, folder)]
    path = rng.choice([*draft.files(), *folders])
    draft.changed.add(path)
    return (
        {"chmod": {path: rng.choice(("0755", "0600", "0664", "0644"))}}
        if path not in folders
        else {"chmod": {path: rng.choice(("0700", "0755", "1755"))}}
    )


def _touch(rng: Random, draft: Draft) -> Edit:
    return {"touch": rng.sample(draft.files(), 2)}


def _other(rng: Random, draft: Draft) -> Edit:
    path, spec = rng.choice(
        (
            ("l", {"link": "b.txt"}),
            ("l", {"link": "c.txt"}),
            ("l", "a {{SALT}}"),
            ("d/ln", {"link": "nowhere"}),
            ("ld", {"link": "p"}),
            ("d/new", {"dir": True}),
            ("t.tar", {"tar": {"in": "u {{SALT}}"}}),
            ("t.tar", {"tar": {"in": "t {{SALT}}"}, "mtime": 5}),
            ("d/f1", {"dir": True}),
        )
    )
    return _write(draft, path, spec)


# --- the Dockerfile ------------------------------------------------------------------------------


def _edit_dockerfile(rng: Random, draft: Draft) -> Edit:
    makers = (
        (8, _insert_line),
        (6, _remove_line),
        (5, _swap_lines),
        (6, _replace_line),
        (2, _rename_stage),
        (2, _add_unused_stage),
        (1, _swap_image),
        (1, _change_case),
        (1, _change_head),
    )
    weights = [weight for weight, _ in makers]
    for _ in range(ATTEMPTS):
        made = rng.choices([make for _, make in makers], weights)[0](rng, draft)
        if made.is_sound():
            draft.file = made
            return {"dockerfile": made.text()}
    return {}


def _place(rng: Random, draft: Draft) -> tuple[int, Stage, int]:
    index = rng.randrange(len(draft.file.stages))
    stage = draft.file.stages[index]
    return index, stage, rng.randrange(len(stage.lines)) if stage.lines else 0


def _with_lines(draft: Draft, index: int, lines: tuple[Line, ...]) -> FileModel:
    return draft.file.with_stage(index, replace(draft.file.stages[index], lines=lines))


def _fresh_line(rng: Random, draft: Draft, stage: Stage) -> Line:
    return random_line(rng, Scene(draft.file, stage, tuple(draft.context)))


def _insert_line(rng: Random, draft: Draft) -> FileModel:
    index, stage, at = _place(rng, draft)
    line = _fresh_line(rng, draft, stage)
    return _with_lines(draft, index, (*stage.lines[:at], line, *stage.lines[at:]))


def _remove_line(rng: Random, draft: Draft) -> FileModel:
    index, stage, at = _place(rng, draft)
    return _with_lines(draft, index, stage.lines[:at] + stage.lines[at + 1 :])


def _swap_lines(rng: Random, draft: Draft) -> FileModel:
    index, stage, at = _place(rng, draft)
    pair = stage.lines[at : at + 2]
    return _with_lines(draft, index, stage.lines[:at] + pair[::-1] + stage.lines[at + 2 :])


def _replace_line(rng: Random, draft: Draft) -> FileModel:
    index, stage, at = _place(rng, draft)
    if not stage.lines:
        return draft.file
    old = stage.lines[at]
    text = rng.choice(
        (old.text.replace("echo 1", "echo 2"), old.text.replace("/f1", "/f2"), old.text + " ")
    )
    line = (
        replace(old, text=text)
        if text != old.text and "/f1" not in old.text
        else _fresh_line(rng, draft, stage)
    )
    return _with_lines(draft, index, (*stage.lines[:at], line, *stage.lines[at + 1 :]))


def _rename_stage(rng: Random, draft: Draft) -> FileModel:
    old = rng.choice(draft.file.stages).name
    new = f"{old}x"
    stages = tuple(_renamed(stage, old, new) for stage in draft.file.stages)
    return replace(draft.file, stages=stages)


def _renamed(stage: Stage, old: str, new: str) -> Stage:
    lines = tuple(
        Line(
            line.text.replace(f"from={old}", f"from={new}").replace(
                f"from={old.upper()}", f"from={new}"
            ),
            line.makes,
            tuple((new if name == old else name, path) for name, path in line.takes),
        )
        for line in stage.lines
    )
    name, base = (new if given == old else given for given in (stage.name, stage.base))
    return replace(stage, name=name, base=base, lines=lines)


def _add_unused_stage(rng: Random, draft: Draft) -> FileModel:
    at = rng.randrange(len(draft.file.stages))
    stage = Stage(
        f"u{len(draft.file.stages)}",
        "{{BASE}}",
        (Line("RUN echo unused"), Line("COPY a.txt /f1", ("/f1",))),
    )
    stages = draft.file.stages
    return replace(draft.file, stages=(*stages[:at], stage, *stages[at:]))


def _swap_image(rng: Random, draft: Draft) -> FileModel:
    index, stage, _ = _place(rng, draft)
    other = {"{{BASE}}": "{{ALIAS}}", "{{ALIAS}}": "{{BASE}}"}.get(stage.base, stage.base)
    return draft.file.with_stage(index, replace(stage, base=other))


def _change_case(rng: Random, draft: Draft) -> FileModel:
    index, stage, at = _place(rng, draft)
    if not stage.lines:
        return draft.file
    line = stage.lines[at]
    word, _, rest = line.text.partition(" ")
    text = rng.choice((f"{word.lower()} {rest}", f"{word}   {rest}", f"\n# note\n{line.text}"))
    return _with_lines(
        draft, index, (*stage.lines[:at], replace(line, text=text), *stage.lines[at + 1 :])
    )


def _change_head(rng: Random, draft: Draft) -> FileModel:
    return replace(draft.file, head=(rng.choice(("# other", "ARG G=2", "ARG G=1", "ARG V=8")),))


# --- options and images --------------------------------------------------------------------------


def _edit_options(rng: Random, draft: Draft) -> Edit:
    names = [stage.name for stage in draft.file.stages if stage.is_named]
    edits: list[Edit] = [
        {"build_args": {rng.choice(("V", "A", "B", "G")): rng.choice(("1", "2", "9", ""))}},
        {"build_args": {}},
        {"target": rng.choice([*names, ""])},
        {"no_cache": True, "no_cache_filter": []},
        {"no_cache": False, "no_cache_filter": rng.sample(names, 1) if names else ["none"]},
        {"secrets": {"k": "two"}},
        {"add_host": [f"h1:10.0.0.{rng.randint(1, 2)}"]},
    ]
    edit = rng.choices(edits, (5, 1, 3, 1, 4, 1, 1))[0]
    draft.options.update(edit)
    return edit


def _edit_base(rng: Random, draft: Draft) -> Edit:
    del draft
    return {"base": True} if rng.random() < 0.5 else {"base_config": rng.choice(_CONFIGS)}
