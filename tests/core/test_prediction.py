from __future__ import annotations

import pytest

from layerviz.core.analysis import CauseKind, SizeOrigin, Verdict
from layerviz.core.context import File
from layerviz.core.ignorefile import parse_ignore
from layerviz.core.prediction import learn, predict, predict_after
from layerviz.core.requests import (
    BaseConfig,
    BaseImage,
    BuilderProfile,
    Store,
    Transfer,
)
from layerviz.core.values import replace
from tests.support.builds import changed, context_of, request_of, step_with, verdicts_of

NODE = "FROM node:20-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\n"
FILES = {"package.json": "{}", "server.js": "1", "src/a.js": "a"}


def test_an_edited_file_rebuilds_the_copy_that_selects_it_and_all_above() -> None:
    after = predict([request_of(NODE, FILES)], request_of(NODE, {**FILES, "server.js": "2"}))
    assert verdicts_of(after) == [
        "FROM cached",
        "WORKDIR cached",
        "COPY cached",
        "RUN cached",
        "COPY rebuilt",
    ]
    cause = step_with(after, "COPY . .").cause
    assert cause is not None
    assert (cause.kind, cause.paths) == (CauseKind.FILES, ("server.js",))


def test_what_follows_names_the_first_step_that_is_rebuilt() -> None:
    after = predict([request_of(NODE, FILES)], request_of(NODE, {**FILES, "package.json": "[]"}))
    first = step_with(after, "COPY package*.json")
    run = step_with(after, "npm install")
    assert first.is_first_cause
    assert not run.is_first_cause
    assert run.cause is not None
    assert (run.cause.kind, run.cause.step) == (CauseKind.PARENT, first.id)
    assert step_with(after, "COPY . .").cause == step_with(after, "COPY . .").cause
    assert step_with(after, "COPY . .").is_first_cause  # it selects package.json too


def test_labels_are_those_of_the_builder() -> None:
    labels = [step.label for step in predict([], request_of(NODE, FILES)).after.steps]
    assert labels == [
        "[1/5] FROM docker.io/library/node:20-alpine",
        "[2/5] WORKDIR /app",
        "[3/5] COPY package*.json ./",
        "[4/5] RUN npm install",
        "[5/5] COPY . .",
    ]


def test_nothing_known_rebuilds_everything() -> None:
    after = predict([], request_of(NODE, FILES)).after
    assert {step.verdict for step in after.steps} == {Verdict.REBUILT}
    assert {step.cause.kind for step in after.steps if step.cause} == {CauseKind.NEW}


def test_going_back_to_an_earlier_state_is_cached() -> None:
    first, second = request_of(NODE, FILES), request_of(NODE, {**FILES, "server.js": "2"})
    again = predict([first, second], first)
    assert again.after.count(Verdict.CACHED) == 5


def test_a_baseline_can_be_asked_again_and_answers_the_same() -> None:
    baseline = learn([request_of(NODE, FILES)])
    edited = request_of(NODE, {**FILES, "server.js": "2"})
    first = predict_after(baseline, edited)
    predict_after(baseline, request_of(NODE.replace("install", "ci"), FILES))
    assert predict_after(baseline, edited) == first


@pytest.mark.parametrize(
    ("old", "new", "kind", "names"),
    [
        ("RUN a", "RUN b", CauseKind.TEXT, ()),
        ("ENV A=1\nRUN a", "ENV A=2\nRUN a", CauseKind.ENVIRONMENT, ("A",)),
        ("ARG A=1\nRUN a", "ARG A=2\nRUN a", CauseKind.ARGUMENT, ("A",)),
        ("USER x\nRUN a", "USER y\nRUN a", CauseKind.USER, ()),
        ('SHELL ["s"]\nRUN a', 'SHELL ["t"]\nRUN a', CauseKind.SHELL, ()),
        ("RUN b\nRUN a", "RUN a", CauseKind.ORDER, ()),
        ("RUN a", "RUN --network=none a", CauseKind.NETWORK, ()),
        ("ENV A=1 B=2\nRUN a", "ENV B=2 A=1\nRUN a", CauseKind.ENVIRONMENT, ("B", "A")),
    ],
)
def test_the_cause_names_the_first_thing_that_differs(
    old: str, new: str, kind: CauseKind, names: tuple[str, ...]
) -> None:
    after = changed(f"FROM b\n{old}\n", f"FROM b\n{new}\n").after
    step = after.steps[-1]
    assert step.verdict is Verdict.REBUILT
    assert step.cause is not None
    assert step.cause.kind is kind
    assert sorted(step.cause.names) == sorted(names)


def test_an_inserted_line_is_new_and_what_stands_on_it_follows() -> None:
    after = changed("FROM b\nRUN a\n", "FROM b\nRUN new\nRUN a\n")
    kinds = [step.cause.kind if step.cause else None for step in after.after.steps]
    assert kinds == [None, CauseKind.NEW, CauseKind.PARENT]


def test_pairs_keep_the_identity_of_lines_that_moved() -> None:
    after = changed("FROM b\nRUN a\nRUN b\nCMD x\n", "FROM b\nRUN b\nRUN a\nCMD x\n")
    old = {step.id: step.text for step in after.before.steps}
    new = {step.id: step.text for step in after.after.steps}
    assert {(old[a], new[b]) for a, b in after.pairs if a in old} == {
        ("FROM b", "FROM b"),
        ("RUN a", "RUN a"),
        ("RUN b", "RUN b"),
    }


# --- bases --------------------------------------------------------------------------------------


def test_a_base_with_new_content_rebuilds_all_that_stands_on_it() -> None:
    before = request_of(NODE, FILES)
    after = predict([before], replace(before, changed_bases=frozenset({"*"})))
    assert after.after.count(Verdict.REBUILT) == 5
    assert after.after.steps[0].cause is not None
    assert after.after.steps[0].cause.kind is CauseKind.BASE


def test_another_name_for_the_base_depends_on_whether_it_is_the_same_image() -> None:
    after = changed("FROM node:20\nRUN a\n", "FROM node:22\nRUN a\n").after
    assert [step.verdict for step in after.steps] == [Verdict.DEPENDS, Verdict.DEPENDS]
    cause = after.steps[0].cause
    assert cause is not None
    assert cause.names == ("docker.io/library/node:20", "docker.io/library/node:22")


@pytest.mark.parametrize(("same", "verdict"), [(True, Verdict.CACHED), (False, Verdict.REBUILT)])
def test_the_user_can_settle_what_depends(same: bool, verdict: Verdict) -> None:
    before = request_of("FROM node:20\nRUN a\n")
    after = request_of("FROM node:22\nRUN a\n")
    open_question = predict([before], after).after.steps[0].id
    settled = predict([before], replace(after, assumptions={open_question: same}))
    assert {step.verdict for step in settled.after.steps} == {verdict}


def test_an_edit_that_hinges_on_the_configuration_of_the_base_says_so() -> None:
    after = changed("FROM golang\nRUN a\n", "FROM golang\nWORKDIR /\nRUN a\n").after
    step = after.steps[-1]
    assert step.verdict is Verdict.DEPENDS
    assert step.cause is not None
    assert (step.cause.kind, step.cause.names) == (
        CauseKind.BASE_CONFIG,
        ("docker.io/library/golang:latest",),
    )


def test_setting_the_usual_path_hinges_on_the_base() -> None:
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    after = changed("FROM x\nRUN a\n", f"FROM x\nENV PATH={path}\nRUN a\n").after
    assert after.steps[-1].verdict is Verdict.DEPENDS


def test_what_the_base_sets_takes_part_once_it_is_known() -> None:
    config = BaseConfig(environment=(("A", "1"),), user="u", workdir="/w", onbuild=("RUN trigger",))
    bases = {"docker.io/library/x:latest": BaseImage("i", is_identified=True, config=config)}
    labels = [
        step.label
        for step in predict([], request_of("FROM x\nRUN echo $A\n", bases=bases)).after.steps
    ]
    assert labels == [
        "[1/2] FROM docker.io/library/x:latest",
        "[2/2] RUN trigger",
        "[3/2] RUN echo 1",
    ]


# --- several stages -----------------------------------------------------------------------------

STAGES = """\
FROM golang AS build
COPY . .
RUN go build -o /out/app
FROM build AS test
RUN go test ./...
FROM alpine
COPY --from=build /out/app /app
RUN true
"""


def test_a_rerun_command_leaves_its_readers_to_the_build() -> None:
    after = predict([request_of(STAGES, {"a.go": "1"})], request_of(STAGES, {"a.go": "2"}))
    assert verdicts_of(after) == [
        "FROM cached",
        "COPY rebuilt",
        "RUN rebuilt",
        "RUN skipped",
        "FROM cached",
        "COPY depends",
        "RUN depends",
    ]
    cause = step_with(after, "COPY --from").cause
    assert cause is not None
    assert cause.kind is CauseKind.OUTPUT
    assert cause.step == step_with(after, "RUN go build").id
    assert step_with(after, "COPY --from").inputs[0].path == "/out/app"


@pytest.mark.parametrize(("same", "verdict"), [(True, Verdict.CACHED), (False, Verdict.REBUILT)])
def test_an_assumption_about_an_output_decides_what_follows(same: bool, verdict: Verdict) -> None:
    baseline = learn([request_of(STAGES, {"a.go": "1"})])
    after = request_of(STAGES, {"a.go": "2"})
    step = step_with(predict_after(baseline, after), "COPY --from")
    settled = predict_after(baseline, replace(after, assumptions={step.id: same}))
    assert [step.verdict for step in settled.after.steps[-2:]] == [verdict, verdict]


def test_a_copied_file_is_known_without_running() -> None:
    text = "FROM b AS s\nCOPY a.txt /a\nRUN touch /b\nFROM scratch\nCOPY --from=s /a /a\n"
    text_without_run = text.replace("RUN touch /b\n", "")
    after = predict(
        [request_of(text_without_run, {"a.txt": "1"})],
        request_of(text_without_run, {"a.txt": "2"}),
    )
    assert step_with(after, "--from=s").verdict is Verdict.REBUILT
    cause = step_with(after, "--from=s").cause
    assert cause is not None
    assert cause.kind is CauseKind.STAGE
    assert cause.follows


def test_stages_that_need_each_other_are_refused() -> None:
    text = "FROM b AS x\nCOPY --from=y /a /a\nFROM b AS y\nCOPY --from=x /a /a\n"
    build = predict([], request_of(text)).after
    assert not build.is_buildable
    assert any(
        "circular dependency detected" in found.builder_message for found in build.diagnostics
    )


def test_an_unknown_target_is_refused_in_the_builders_words() -> None:
    build = predict([], request_of(NODE, FILES, target="nope")).after
    assert not build.is_buildable
    assert build.diagnostics[-1].builder_message == 'target stage "nope" could not be found'
    assert {step.verdict for step in build.steps} == {Verdict.UNREACHED}


def test_a_missing_source_fails_and_the_rest_is_not_reached() -> None:
    build = predict([], request_of("FROM b\nCOPY gone /x\nRUN a\n", FILES)).after
    assert [step.verdict for step in build.steps[1:]] == [Verdict.FAILS, Verdict.UNREACHED]
    assert '"/gone": not found' in build.diagnostics[-1].builder_message


def test_a_stage_that_reads_from_a_failing_one_is_not_reached() -> None:
    text = "FROM b AS s\nCOPY gone /x\nFROM b\nRUN a\nCOPY --from=s /x /x\nRUN b\n"
    build = predict([], request_of(text, FILES)).after
    assert [step.verdict for step in build.steps] == [
        Verdict.REBUILT,
        Verdict.FAILS,
        Verdict.REBUILT,
        Verdict.REBUILT,
        Verdict.UNREACHED,
        Verdict.UNREACHED,
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("COPY --from=7 /a /a", "invalid stage index 7"),
        ("COPY --from=$X /a /a", "variable expansion is not supported for --from"),
        ("RUN --mount=from=$X,target=/m a", "'from' doesn't support variable expansion"),
        ("RUN --mount=type=nope,target=/m a", 'unsupported mount type "nope"'),
        ("RUN --mount=type=bind a", "missing target"),
        ("RUN --mount=type=bind,what=1,target=/m a", "unexpected key 'what'"),
        ("RUN --mount=type=bind,x,target=/m a", "must be a key=value pair"),
        ("COPY ${A:?needed} /a", "needed"),
    ],
)
def test_what_the_builder_refuses_is_said_in_its_words(line: str, message: str) -> None:
    build = predict([], request_of(f"FROM b\n{line}\nRUN after\n", FILES)).after
    assert message in " ".join(found.builder_message for found in build.diagnostics)
    assert not build.is_buildable


def test_a_blank_base_name_is_refused() -> None:
    build = predict([], request_of("FROM $NOTHING\nRUN a\n")).after
    assert not build.is_buildable
    assert build.steps[0].verdict is Verdict.FAILS
    assert "should not be blank" in build.diagnostics[-1].builder_message


# --- what else reads content --------------------------------------------------------------------


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
