from __future__ import annotations

from layerviz.core.analysis import CauseKind, SizeOrigin, Verdict
from layerviz.core.context import File
from layerviz.core.ignorefile import parse_ignore
from layerviz.core.prediction import learn, predict, predict_after
from layerviz.core.requests import (
    BuilderProfile,
    Store,
    Transfer,
)
from layerviz.core.values import replace
from tests.support.builds import changed, context_of, request_of, step_with, verdicts_of

NODE = "FROM node:20-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\n"
FILES = {"package.json": "{}", "server.js": "1", "src/a.js": "a"}


def test_what_a_url_answers_is_left_to_the_build() -> None:
    text = "FROM b\nADD https://example.com/x.tar /x\nRUN a\n"
    after = changed(text, text).after
    assert [step.verdict for step in after.steps[1:]] == [Verdict.DEPENDS, Verdict.DEPENDS]
    cause = after.steps[1].cause
    assert cause is not None
    assert (cause.kind, cause.names) == (CauseKind.REMOTE, ("https://example.com/x.tar",))


def test_a_pinned_url_is_known() -> None:
    text = f"FROM b\nADD --checksum=sha256:{'0' * 64} https://example.com/x /x\nRUN a\n"
    assert changed(text, text).after.count(Verdict.CACHED) == 3
    other = text.replace("0" * 64, "1" * 64)
    assert changed(text, other).after.steps[1].verdict is Verdict.REBUILT


def test_excluded_files_do_not_count() -> None:
    text = "FROM b\nCOPY --exclude=*.md . /x/\n"
    files = {"a.txt": "1", "read.md": "1", "docs/more.txt": "1"}
    unseen = predict([request_of(text, files)], request_of(text, {**files, "read.md": "2"}))
    seen = predict([request_of(text, files)], request_of(text, {**files, "a.txt": "2"}))
    assert unseen.after.steps[-1].verdict is Verdict.CACHED
    assert seen.after.steps[-1].verdict is Verdict.REBUILT
    assert seen.after.steps[-1].syntax_version == "1.19"


def test_parents_put_the_whole_path_into_the_key() -> None:
    files = {"p/f": "1", "q/f": "1"}
    assert (
        changed("FROM b\nCOPY p/f /x/\n", "FROM b\nCOPY q/f /x/\n", files).after.count(
            Verdict.CACHED
        )
        == 2
    )
    after = changed(
        "FROM b\nCOPY --parents p/f /x/\n", "FROM b\nCOPY --parents q/f /x/\n", files
    ).after
    assert after.steps[-1].verdict is Verdict.REBUILT
    assert after.steps[-1].syntax_version == "1.20"


def test_symbolic_modes_count_where_they_are_known() -> None:
    old, new = "FROM b\nCOPY a /a\n", "FROM b\nCOPY --chmod=u+x a /a\n"
    files = {"a": "1"}
    assert changed(old, new, files).after.steps[-1].verdict is Verdict.REBUILT


def test_bytes_are_computed_from_what_a_copy_selects() -> None:
    after = predict([], request_of(NODE, {**FILES, "server.js": "12345"})).after
    costs = [step.cost for step in after.steps]
    assert [cost.size_bytes for cost in costs] == [None, 0, 2, None, 8]
    assert costs[4].size_origin is SizeOrigin.COMPUTED
    assert costs[3].size_origin is SizeOrigin.UNKNOWN


def test_a_heredoc_file_has_the_size_of_its_text() -> None:
    build = predict([], request_of("FROM b\nCOPY <<EOF /x\nhello\nEOF\n")).after
    assert build.steps[-1].cost.size_bytes == 6


def test_ignored_files_change_nothing() -> None:
    ignore = parse_ignore("*.log\n")
    before = request_of("FROM b\nCOPY . .\n", {"a": "1", "x.log": "1"}, ignore=ignore)
    after = request_of("FROM b\nCOPY . .\n", {"a": "1", "x.log": "2"}, ignore=ignore)
    assert predict([before], after).after.count(Verdict.CACHED) == 2


def test_a_malformed_ignore_file_stops_the_build() -> None:
    build = predict([], request_of("FROM b\nCOPY . .\n", FILES, ignore=parse_ignore("[a\n"))).after
    assert not build.is_buildable
    assert "syntax error in pattern" in build.diagnostics[-1].builder_message


def test_a_directory_mode_is_noticed_only_by_a_fresh_transfer() -> None:
    text = "FROM b\nCOPY d /d\n"
    old = request_of(text, {"d/f": "1"})
    root = old.context.root
    folder = root.children["d"]
    assert not isinstance(folder, File)
    changed_root = root.with_children({"d": folder.with_mode(0o700)})  # type: ignore[union-attr]  # a directory
    new = replace(old, context=replace(old.context, root=changed_root))
    assert predict([old], new).after.steps[-1].verdict is Verdict.CACHED
    fresh = replace(new, profile=BuilderProfile(transfer=Transfer.FRESH))
    assert predict([old], fresh).after.steps[-1].verdict is Verdict.REBUILT


def test_a_linked_copy_stands_beside_its_parent_with_the_containerd_store() -> None:
    old, new = "FROM b\nRUN a\nCOPY --link x /x\n", "FROM b\nRUN b\nCOPY --link x /x\n"
    after = changed(old, new, {"x": "1"})
    assert verdicts_of(after) == ["FROM cached", "RUN rebuilt", "COPY cached", "LINK rebuilt"]
    assert after.after.steps[-1].label == "[3/3] LINK COPY --link x /x"
    graph_driver = BuilderProfile(store=Store.OVERLAY2)
    plain = predict(
        [request_of(old, {"x": "1"}, profile=graph_driver)],
        request_of(new, {"x": "1"}, profile=graph_driver),
    )
    assert verdicts_of(plain) == ["FROM cached", "RUN rebuilt", "COPY rebuilt"]


def test_merged_steps_know_each_other() -> None:
    text = (
        "FROM b AS x\nRUN a\nFROM b AS y\nRUN a\nFROM b\nCOPY --from=x /a /a\nCOPY --from=y /b /b\n"
    )
    build = predict([], request_of(text)).after
    one, other = (step for step in build.steps if step.text == "RUN a")
    assert one.merged_with == (other.id,)
    assert one.key == other.key


def test_equal_steps_of_different_definition_race() -> None:
    text = (
        "FROM b AS x\nCOPY p/f /f\nFROM b AS y\nCOPY q/f /f\n"
        "FROM b\nCOPY --from=x /f /x\nCOPY --from=y /f /y\n"
    )
    build = predict([], request_of(text, {"p/f": "1", "q/f": "1"})).after
    racing = [step for step in build.steps if step.verdict is Verdict.DEPENDS]
    assert [step.text for step in racing] == ["COPY p/f /f", "COPY q/f /f"]
    assert {step.cause.kind for step in racing if step.cause} == {CauseKind.RACE}


def test_links_on_the_way_are_followed() -> None:
    files = {"real/f": "1", "link": "->real", "loop": "->loop", "up": "->../real/f"}
    text = "FROM b\nCOPY link/f up /x/\n"
    after = predict([request_of(text, files)], request_of(text, {**files, "real/f": "2"}))
    assert after.after.steps[-1].verdict is Verdict.REBUILT
    looping = predict([], request_of("FROM b\nCOPY loop /x\n", files)).after
    assert looping.steps[-1].verdict is Verdict.FAILS


def test_forcing_a_step_reruns_it_and_all_above() -> None:
    before = request_of(NODE, FILES)
    after = predict([before], replace(before, no_cache=True)).after
    kinds = [step.cause.kind if step.cause else None for step in after.steps]
    assert kinds == [None, None, CauseKind.NO_CACHE, CauseKind.NO_CACHE, CauseKind.NO_CACHE]


def test_what_is_copied_out_of_a_written_link_is_followed() -> None:
    text = "FROM scratch AS s\nCOPY . /d/\nFROM scratch\nCOPY --from=s /d/link /x\n"
    old = {"real": "1", "link": "->real"}
    after = predict([request_of(text, old)], request_of(text, {**old, "real": "2"}))
    assert step_with(after, "--from=s").verdict is Verdict.REBUILT
    same = predict([request_of(text, old)], request_of(text, {**old, "other": "2"}))
    assert step_with(same, "--from=s").verdict is Verdict.CACHED


def test_owners_by_name_are_only_as_good_as_the_base() -> None:
    text = "FROM {} AS s\nCOPY --chown=node a /a\nFROM scratch\nCOPY --from=s /a /a\n"
    files = {"a": "1"}
    after = changed(text.format("b"), text.replace("=node", "=1000").format("b"), files)
    assert step_with(after, "--from=s").verdict is Verdict.DEPENDS
    numbers = changed(
        text.replace("=node", "=1000").format("b"), text.replace("=node", "=7").format("b"), files
    )
    assert step_with(numbers, "--from=s").verdict is Verdict.REBUILT


def test_a_context_given_by_name_replaces_a_stage() -> None:
    text = "FROM b AS s\nRUN a\nFROM b\nCOPY --from=other f /f\n"
    one = request_of(text, named_contexts={"other": context_of({"f": "1"})})
    two = request_of(text, named_contexts={"other": context_of({"f": "2"})})
    assert step_with(predict([one], two), "--from=other").verdict is Verdict.REBUILT
    assert step_with(predict([one], one), "--from=other").verdict is Verdict.CACHED


def test_typing_moves_lines_without_losing_their_place() -> None:
    baseline = learn([request_of(NODE, FILES)])
    predict_after(baseline, request_of(NODE, FILES))
    lower = predict_after(baseline, request_of("# a comment\n" + NODE, FILES)).after
    assert [step.line for step in lower.steps] == [2, 3, 4, 5, 6]
