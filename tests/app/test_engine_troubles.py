from __future__ import annotations

import re
from pathlib import Path

import pytest

from layerviz import adapters
from layerviz.app.engine_troubles import engine_trouble, is_engine_trouble, trouble_line
from layerviz.app.wording import Wording
from layerviz.core.diagnostics import Diagnostic, Severity

RAISED = re.compile(r'"(engine-[a-z-]+)"')
CODES = sorted(
    {
        code
        for path in Path(adapters.__file__).parent.glob("engine*.py")
        for code in RAISED.findall(path.read_text("utf-8"))
    }
)
VALUES = (
    ("address", "tcp://box:2375"),
    ("context", "far"),
    ("limit", "10000"),
    ("name", "app:1"),
    ("oldest", "1.13"),
    ("place", "/tmp"),
    ("reason", "no route to host"),
    ("seconds", "10"),
    ("version", "1.0"),
)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("code", CODES)
def test_every_trouble_says_what_happened_what_it_means_and_what_to_try(
    code: str, language: str
) -> None:
    words = Wording(language)
    trouble = engine_trouble(code, VALUES)
    said = [words.say(each) for each in (trouble.happened, trouble.meaning, trouble.remedy)]
    assert len(set(said)) == 3
    for each in said:
        assert not each.startswith("diagnostic.")
        assert "{" not in each
        assert each[-1] in ".。)?？"


def test_there_are_troubles() -> None:
    assert len(CODES) >= 15


def test_the_context_is_said_where_there_is_one() -> None:
    words = Wording("en")
    by_context = engine_trouble("engine-unavailable", VALUES).happened
    assert "tcp://box:2375 (docker context far)" in words.say(by_context)
    plain = engine_trouble("engine-unavailable", (("address", "unix:///s"),)).happened
    assert words.say(plain) == "At unix:///s no Docker Engine answers."


def test_a_line_names_what_was_asked_for() -> None:
    words = Wording("en")
    values = (*VALUES, ("target", "docker://app:1"))
    found = Diagnostic("engine-not-found", Severity.ERROR, None, values)
    assert is_engine_trouble(found)
    said = words.say(trouble_line(found))
    assert said.startswith("docker://app:1: The Docker Engine at tcp://box:2375")
    assert "docker pull app:1" in said
    assert "\n" not in said
