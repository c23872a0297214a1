"""The Dockerfile that an image was built with, as BuildKit attests it beside the image."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from layerviz.adapters.archives import MOST_ATTESTATIONS, ImageFile
from layerviz.adapters.provenance import MOST_TEXT
from layerviz.core.images import InspectedImage, OriginalDockerfile
from scripts.image_writing import (
    MadeImage,
    Member,
    Step,
    as_json,
    digest,
    docker_archive,
    layer_tar,
    oci_layout,
    tar_of,
    with_attestation,
)

IMAGE = MadeImage(("app:1.0",), (Step("COPY a /", layer_tar([Member("a", b"x")])),))
ARM = MadeImage(IMAGE.names, IMAGE.steps, platform=("linux", "arm64", ""))
TEXT = "FROM alpine\n# ünïcode\nCOPY a /\n"
V02, V1 = "https://slsa.dev/provenance/v0.2", "https://slsa.dev/provenance/v1"
BUILDKIT = "https://mobyproject.org/buildkit@v1#metadata"
IN_TOTO = "application/vnd.in-toto+json"


def info(text: str = TEXT, name: str = "Dockerfile", **more: object) -> dict[str, object]:
    return {"filename": name, "data": base64.b64encode(text.encode()).decode(), **more}


def v02(*infos: object, name: str = "Dockerfile") -> dict[str, Any]:
    return {
        "predicateType": V02,
        "predicate": {
            "invocation": {"configSource": {"entryPoint": name}},
            "metadata": {BUILDKIT: {"source": {"infos": list(infos), "locations": {}}}},
        },
    }


def v1(*infos: object, name: str = "Dockerfile", key: str = "buildkit_metadata") -> dict[str, Any]:
    return {
        "predicateType": V1,
        "predicate": {
            "buildDefinition": {"externalParameters": {"configSource": {"path": name}}},
            "runDetails": {"metadata": {key: {"source": {"infos": list(infos)}}}},
        },
    }


def stored(parts: dict[str, bytes], content: bytes) -> str:
    name = digest(content)
    parts["blobs/" + name.replace(":", "/")] = content
    return name


def attested(*statements: object, **otherwise: str) -> dict[str, bytes]:
    """A layout of one image, with an attestation in its index that has these statements."""
    raw = [each if isinstance(each, bytes) else as_json(each) for each in statements]
    return with_attestation(oci_layout([IMAGE]), raw, **otherwise)


def inspected(path: Path, parts: Mapping[str, bytes]) -> InspectedImage:
    path.write_bytes(tar_of(parts))
    with ImageFile(str(path)) as file:
        return file.inspect(file.images[0])


def dockerfile(path: Path, parts: Mapping[str, bytes]) -> OriginalDockerfile | None:
    return inspected(path / "x.tar", parts).dockerfile


@pytest.mark.parametrize("statement", [v02(info()), v1(info()), v1(info(), key=BUILDKIT)])
def test_the_dockerfile_of_the_provenance_is_told(
    tmp_path: Path, statement: Mapping[str, object]
) -> None:
    found = dockerfile(tmp_path, attested(statement))
    assert found == OriginalDockerfile("Dockerfile", TEXT)


def test_an_engine_that_saves_both_forms_keeps_the_provenance(tmp_path: Path) -> None:
    parts = {**docker_archive([IMAGE]), **attested(v02(info()))}
    assert dockerfile(tmp_path, parts) is not None


def test_without_provenance_there_is_no_original(tmp_path: Path) -> None:
    assert dockerfile(tmp_path, oci_layout([IMAGE])) is None
    assert dockerfile(tmp_path, docker_archive([IMAGE])) is None


def test_provenance_without_sources_has_no_dockerfile(tmp_path: Path) -> None:
    """As the builder writes it unless it is asked for `mode=max`."""
    assert dockerfile(tmp_path, attested(v02())) is None
    assert dockerfile(tmp_path, attested({"predicateType": V1, "predicate": {}})) is None


def test_other_statements_beside_it_are_passed_over(tmp_path: Path) -> None:
    bill = {"predicateType": "https://spdx.dev/Document", "predicate": {"packages": []}}
    assert dockerfile(tmp_path, attested(bill, v1(info()))) is not None


def test_each_platform_has_its_own_provenance(tmp_path: Path) -> None:
    parts = oci_layout([[IMAGE, ARM]])
    outer = json.loads(parts["index.json"])
    place = "blobs/" + outer["manifests"][0]["digest"].replace(":", "/")
    index = json.loads(parts[place])
    for number, descriptor in enumerate(list(index["manifests"])):
        statement = stored(parts, as_json(v02(info(f"FROM scratch\n# {number}\n"))))
        layers = [{"mediaType": IN_TOTO, "digest": statement}]
        index["manifests"].append(
            {
                "digest": stored(parts, as_json({"layers": layers})),
                "annotations": {
                    "vnd.docker.reference.type": "attestation-manifest",
                    "vnd.docker.reference.digest": descriptor["digest"],
                },
            }
        )
    outer["manifests"][0]["digest"] = stored(parts, as_json(index))
    (tmp_path / "x.tar").write_bytes(tar_of({**parts, "index.json": as_json(outer)}))
    with ImageFile(str(tmp_path / "x.tar")) as file:
        found = [file.inspect(each).dockerfile for each in file.images]
    assert [each and each.text.split()[-1] for each in found] == ["0", "1"]


def test_of_several_sources_the_one_that_was_asked_for_is_told(tmp_path: Path) -> None:
    other = info("FROM busybox", "other.Dockerfile")
    found = dockerfile(tmp_path, attested(v02(other, info(), name="Dockerfile")))
    assert found == OriginalDockerfile("Dockerfile", TEXT)
    assert dockerfile(tmp_path, attested(v02(other, info(), name="x"))) is None
    assert dockerfile(tmp_path, attested(v02(info(), info()))) is not None


def test_a_source_in_another_language_is_no_dockerfile(tmp_path: Path) -> None:
    assert dockerfile(tmp_path, attested(v02(info(language="Go")))) is None
    assert dockerfile(tmp_path, attested(v02(info(language="Dockerfile")))) is not None


WRONG: list[object] = [
    b"",
    b"nonsense",
    b"[" * 100_000,
    b"[]",
    {},
    {"predicateType": 7},
    {"predicateType": V02, "predicate": []},
    {"predicateType": V02, "predicate": {"metadata": {BUILDKIT: 7}}},
    {"predicateType": V02, "predicate": {"invocation": "x"}},
    v02("x"),
    v02(7, info()),
    v02({"filename": 7, "data": "QQ=="}),
    v02({"filename": "Dockerfile", "data": 7}),
    v02({"filename": "Dockerfile", "data": "no base64"}),
    v02({"filename": "Dockerfile", "data": "é"}),
    v02({"filename": "Dockerfile"}),
    v02(info("#" * (MOST_TEXT + 10))),
    v1([]),
    {"predicateType": V1, "predicate": {"runDetails": {"metadata": [1]}}},
]


@pytest.mark.parametrize("statement", WRONG, ids=range(len(WRONG)))
def test_provenance_of_a_wrong_shape_says_nothing_and_the_image_is_read(
    tmp_path: Path, statement: object
) -> None:
    found = inspected(tmp_path / "x.tar", attested(statement))
    assert found.dockerfile is None
    assert found.image.references == ("docker.io/library/app:1.0",)
    assert dockerfile(tmp_path, attested(statement, v02(info()))) is not None


def test_provenance_that_is_missing_or_changed_says_nothing(tmp_path: Path) -> None:
    parts = attested(v02(info()))
    statement = "blobs/" + digest(as_json(v02(info()))).replace(":", "/")
    assert dockerfile(tmp_path, {**parts, statement: parts[statement] + b" "}) is None
    del parts[statement]
    assert dockerfile(tmp_path, parts) is None
    manifest = json.loads(parts["index.json"])["manifests"][1]["digest"]
    del parts["blobs/" + manifest.replace(":", "/")]
    assert dockerfile(tmp_path, parts) is None


def test_what_is_said_of_another_image_or_in_another_way_does_not_count(tmp_path: Path) -> None:
    statement = v02(info())
    assert dockerfile(tmp_path, attested(statement, about=digest(b"other"))) is None
    assert dockerfile(tmp_path, attested(statement, kind="something-else")) is None
    assert dockerfile(tmp_path, attested(statement, media_type="text/plain")) is None


def test_thousands_of_attestations_are_not_all_read(tmp_path: Path) -> None:
    many = [as_json({"predicateType": "x", "number": number}) for number in range(2000)]
    assert dockerfile(tmp_path, attested(*many, v02(info()))) is None


def test_of_an_image_with_ever_so_many_attestations_the_first_are_read(tmp_path: Path) -> None:
    parts = oci_layout([IMAGE])
    for number in range(MOST_ATTESTATIONS):
        parts = with_attestation(parts, [as_json({"predicateType": "x", "number": number})])
    late = with_attestation(parts, [as_json(v02(info()))])
    assert dockerfile(tmp_path, late) is None
