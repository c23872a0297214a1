"""Words for pictures of made-up analyses, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.core.analysis import Analysis, Build, CauseKind, StepId, Verdict
from layerviz.scene.texts import BlockTexts, BuildWords, CompareSide, CompareWords, Marks
from tests.support.analyses import KB, MB, node_good

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH_REASONS = {
    CauseKind.FILES: "{paths} changed",
    CauseKind.PARENT: "follows: the layer below changed",
    CauseKind.OUTPUT: "depends: is {paths} the same bytes?",
    CauseKind.MISSING: "{paths}: not found",
    CauseKind.STOPPED: "the build stopped below",
    CauseKind.NEW: "new here",
    CauseKind.NOT_NEEDED: "",
}
JAPANESE_REASONS = {
    CauseKind.FILES: "{paths} が変わった",
    CauseKind.PARENT: "下のレイヤーが変わったため",
    CauseKind.OUTPUT: "実行結果による: {paths} は同じ内容か",
    CauseKind.MISSING: "{paths} が見つからない",
    CauseKind.STOPPED: "下でビルドが止まった",
    CauseKind.NEW: "新しい行",
    CauseKind.NOT_NEEDED: "",
}
VERDICT_WORDS = {
    Verdict.CACHED: "CACHED",
    Verdict.REBUILT: "REBUILT",
    Verdict.DEPENDS: "DEPENDS",
    Verdict.SKIPPED: "SKIPPED",
    Verdict.FAILS: "FAILS",
    Verdict.UNREACHED: "NOT REACHED",
}


def texts_of(of: Build, *, japanese: bool = False) -> Mapping[StepId, BlockTexts]:
    """Words for every block of a build."""
    reasons = JAPANESE_REASONS if japanese else ENGLISH_REASONS
    texts: dict[StepId, BlockTexts] = {}
    for each in of.steps:
        reason = ""
        if each.cause:
            reason = reasons[each.cause.kind].format(paths=", ".join(each.cause.paths))
        title = each.text.removeprefix("FROM ") if each.is_base else each.text
        base = "ベースイメージ" if japanese else "base"
        texts[each.id] = BlockTexts(
            title,
            size="" if each.verdict is Verdict.SKIPPED else size_text(each.cost.size_bytes),
            verdict=VERDICT_WORDS[each.verdict],
            reason=reason,
            note=base if each.is_base else "",
        )
    for line in of.settings:
        texts[line.id] = BlockTexts(line.text, note="設定" if japanese else "setting")
    return texts


def size_text(size_bytes: int | None) -> str:
    """The size in decimal units, `?` where unknown."""
    if size_bytes is None:
        return "?"
    for unit, scale in (("MB", MB), ("kB", KB)):
        if size_bytes >= scale:
            return f"{size_bytes / scale:.3g} {unit}"
    return f"{size_bytes} B"


def words_of(analysis: Analysis, *, japanese: bool = False) -> BuildWords:
    """The words of a Build picture."""
    notes = {
        stage.index: (
            ("最終イメージ" if japanese else "final image")
            if stage.is_target
            else (f"ステージ {stage.index + 1}" if japanese else f"stage {stage.index + 1}")
            if stage.is_needed
            else ("ターゲットには不要" if japanese else "not needed for the target")
        )
        for stage in analysis.after.stages
    }
    after = texts_of(analysis.after, japanese=japanese)
    before = texts_of(analysis.before, japanese=japanese)
    if japanese:
        return BuildWords(
            after=after,
            before=before,
            before_title="キャッシュにあるもの",
            before_caption="編集前",
            after_title="次のビルド",
            after_caption="編集後",
            order_note="▲ ビルド順: 下から上へ",
            scale_note="ブロックの高さ ~ log(サイズ)",
            nothing_cached="まだ何もビルドされていません",
            fold=lambda count: f"キャッシュ済みの {count} ステップ",
            stage_notes=notes,
        )
    return BuildWords(
        after=after,
        before=before,
        before_title="In the cache",
        before_caption="before the edit",
        after_title="Next build",
        after_caption="after the edit",
        order_note="▲ build order: bottom to top",
        scale_note="block height ~ log(size)",
        nothing_cached="Nothing has been built yet",
        fold=lambda count: f"{count} cached steps",
        stage_notes=notes,
    )


def compare_words(*, japanese: bool = False) -> CompareWords:
    """The words of a Compare picture."""
    words = words_of(node_good(), japanese=japanese)
    return CompareWords(fold=words.fold, order_note=words.order_note, scale_note=words.scale_note)


def side_of(
    analysis: Analysis, title: str, *, marks: Marks | None = None, japanese: bool = False
) -> CompareSide:
    """One card of Compare, without totals."""
    words = words_of(analysis, japanese=japanese)
    return CompareSide(
        analysis=analysis,
        texts=words.after,
        stage_notes=words.stage_notes,
        title=title,
        marks=marks or Marks(),
    )
