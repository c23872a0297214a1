"""Random instructions, most of them valid, with few and short names so that things meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.engine.models import FileModel, Line, Stage

FILES = ("/f1", "/f2", "/o/f3", "/o/f4")
FOLDERS = ("/d1", "/d2", "/o/d")
VARIABLES = ("A", "B", "V")
WORDS = ("1{{SALT}}", "2{{SALT}}", "k{{SALT}}")
NAMED = ("a.txt", "b.txt", "c.txt", "p/f", "q/f", "d/f1", "l", ".hidden", "./a.txt", "../b.txt")
WILD = ("*.txt", "?.txt", "[ab].txt", "p/*", "*/f", "d*", "*", "d/*", "**/f", "l*", "nothing*")
TREES = ("d", "p", ".", "d/", "d/s", "q")
OWNERS = ("1000", "1000:1000", "0:0", "node", "node:node")
MODES = ("644", "0644", "755", "600", "u+x", "0o644", "6_44", "99999")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a line is wanted: the file so far, its stage, the paths of the context."""

    file: FileModel
    stage: Stage
    paths: tuple[str, ...]

    def earlier(self) -> list[Stage]:
        """The stages above this one."""
        names = [stage.name for stage in self.file.stages]
        end = names.index(self.stage.name) if self.stage.name in names else len(names)
        return list(self.file.stages[:end])


def random_line(rng: Random, scene: Scene) -> Line:
    """A random instruction that fits into the stage."""
    can_run = scene.file.can_run(scene.stage)
    kinds: list[tuple[int, Callable[[Random, Scene], Line]]] = [
        (8, _copy),
        (2, _copy_tree),
        (2, _copy_wild),
        (1, _add),
        (1, _copy_heredoc),
        (2, _setting),
        (2, _workdir),
        (2, _variable),
    ]
    if can_run:
        kinds += [(6, _run), (4, _run_writing), (2, _run_heredoc), (4, _run_mount)]
    if scene.earlier():
        kinds += [(10, _copy_from)] + ([(3, _run_mount_from)] if can_run else [])
    weights = [weight for weight, _ in kinds]
    return rng.choices([make for _, make in kinds], weights)[0](rng, scene)


def flags(rng: Random, *, linked: bool = True) -> str:
    """Random flags of a COPY or ADD, most often none."""
    found = []
    if rng.random() < 0.12:
        found.append(f"--chown={rng.choice(OWNERS[:3])} ")
    if rng.random() < 0.12:
        found.append(f"--chmod={rng.choice(MODES)} ")
    if linked and rng.random() < 0.15:
        found.append("--link ")
    rng.shuffle(found)
    return "".join(found)


def _existing(rng: Random, scene: Scene, pool: tuple[str, ...]) -> str:
    known = [name for name in pool if _cleaned(name) in scene.paths]
    return rng.choice(known or ["a.txt"])


def _cleaned(name: str) -> str:
    return name.removeprefix("./").removeprefix("../").rstrip("/")


def _copy(rng: Random, scene: Scene) -> Line:
    draw = rng.random()
    if draw < 0.15:
        sources = [_existing(rng, scene, NAMED) for _ in range(rng.randint(2, 3))]
        folder = rng.choice(FOLDERS)
        return Line(f"COPY {flags(rng)}{' '.join(sources)} {folder}/", (folder,))
    source = _existing(rng, scene, NAMED)
    if draw < 0.25:
        return Line(
            f"COPY {flags(rng)}{source} {rng.choice(('x', './y', 'z/', 'v-$V', '/v-${A:-u}'))}"
        )
    if draw < 0.32:
        places = ("/w9/.", "/w9/", "w9/.", "w9", "/w9/./", ".", "/.", "..")
        return Line(f"COPY {flags(rng)}{source} {rng.choice(places)}")
    if draw < 0.3:
        return Line(f'COPY ["{source}", "/j"]', ("/j",))
    target = rng.choice(FILES)
    return Line(f"COPY {flags(rng)}{source} {target}", (target,))


def _copy_tree(rng: Random, scene: Scene) -> Line:
    source = rng.choice([tree for tree in TREES if tree == "." or _is_folder(scene, tree)])
    target = rng.choice((*FOLDERS, *FOLDERS, "sub/"))
    return Line(f"COPY {flags(rng)}{source} {target}", (target,) if target in FOLDERS else ())


def _is_folder(scene: Scene, tree: str) -> bool:
    return any(path.startswith(f"{_cleaned(tree)}/") for path in scene.paths)


def _copy_wild(rng: Random, scene: Scene) -> Line:
    # With nothing matched the folder is not made: nobody may take it. And a linked copy of nothing
    # is the same step in every case.
    del scene
    return Line(f"COPY {flags(rng, linked=False)}{rng.choice(WILD)} {rng.choice(FOLDERS)}/")


def _add(rng: Random, scene: Scene) -> Line:
    source = _existing(rng, scene, ("t.tar", "a.txt", "d", "t.tar"))
    folder = rng.choice(FOLDERS)
    return Line(f"ADD {flags(rng)}{source} {folder}/", (folder,))


def _copy_heredoc(rng: Random, scene: Scene) -> Line:
    del scene
    name = rng.choice(("E", '"E"', "-E", "F"))
    end = name.strip('-"')
    tab = "\t" if name.startswith("-") and rng.random() < 0.7 else ""
    body = rng.choice(("$A", "text", "it's ${V:-d}", "\\$A # no", "# one\ntwo"))
    body += " {{SALT}}"
    body = "\n".join(tab + line for line in body.split("\n"))
    if rng.random() < 0.15:
        folder = rng.choice(FOLDERS)
        sources = rng.sample((f"<<{name}", "a.txt", "b.txt"), rng.randint(2, 3))
        if f"<<{name}" in sources:
            return Line(f"COPY {' '.join(sources)} {folder}/\n{body}\n{tab}{end}", (folder,))
    if rng.random() < 0.2:
        folder = rng.choice(FOLDERS)
        return Line(f"COPY <<{name} <<G {folder}/\n{body}\n{tab}{end}\nsecond\nG", (folder,))
    target = rng.choice(FILES)
    return Line(f"COPY {flags(rng)}<<{name} {target}\n{body}\n{tab}{end}", (target,))


def _copy_from(rng: Random, scene: Scene) -> Line:
    stage = rng.choice(scene.earlier())
    name = rng.choice((stage.name, stage.name.upper(), stage.name))
    if rng.random() < 0.06:
        return Line(f"COPY --from={{{{BASE}}}} /etc/salt {rng.choice(FILES)}")
    paths = scene.file.available(stage)
    if not paths or rng.random() < 0.03:
        return Line(f"COPY --from={name} / /all/", (), ((stage.name, "/"),))
    path = rng.choice(paths)
    if rng.random() < 0.08:
        return Line(f"COPY --from={name} {path[:-1]}* /w1/", ("/w1",), ((stage.name, path),))
    target = rng.choice(FOLDERS if path in (*FOLDERS, "/w1") else FILES)
    written = rng.choice((path, path, path.lstrip("/")))
    text = f"COPY {flags(rng)}--from={name} {written} {target}"
    return Line(text, (target,), ((stage.name, path),))


def _run(rng: Random, scene: Scene) -> Line:
    del scene
    word, variable = rng.choice(WORDS), rng.choice(VARIABLES)
    command = rng.choice(
        (
            "true",
            f"echo {word}",
            f"echo ${variable} ${{{variable}:-none}}",
            "ls / /o 2>/dev/null || true",
            "cat /f1 2>/dev/null || true",
            f"echo a \\\n   && echo {word}",
            f"echo a \\\n# a comment\n && echo {word}",
            '["echo", "1"]',
            "echo '$A' \"$B\" # end",
        )
    )
    return Line(f"RUN {command}")


def _run_writing(rng: Random, scene: Scene) -> Line:
    del scene
    source, word = rng.choice(FILES), rng.choice((*WORDS, "$A"))
    target = rng.choice(FILES)
    folder = rng.choice(FOLDERS)
    made, fallback = "mkdir -p /o; ", f"echo k{{{{SALT}}}} > {target} || true"
    return rng.choice(
        (
            Line(f"RUN {made}echo {word} > {target} || true", (target,)),
            Line(f"RUN {made}cat {source} > {target} || {fallback}", (target,)),
            Line(f"RUN {made}cat {source} > /dev/null 2>&1; {fallback}", (target,)),
            Line(f"RUN mkdir -p {folder}/s; echo {word} > {folder}/s/r || true", (folder,)),
            Line(f"RUN {made}cat /proc/sys/kernel/random/uuid > {target} || true", (target,)),
            Line(f"RUN chmod 600 {target} 2>/dev/null || true"),
        )
    )


def _run_heredoc(rng: Random, scene: Scene) -> Line:
    del scene
    word, name = rng.choice(WORDS), rng.choice(("E", '"E"', "F"))
    end = name.strip('"')
    if rng.random() < 0.3:
        return Line(f"RUN cat <<{name} > /f2 || true\n$A {word}\n{end}", ("/f2",))
    body = rng.choice(
        (f"echo {word}", f"echo $A\necho {word}", f"#!/bin/sh\necho {word}", f"\n# c\necho {word}")
    )
    if rng.random() < 0.2:
        body = "\n".join(f"\t{line}" for line in body.split("\n"))
        return Line(f"RUN <<-{name}\n{body}\n\t{end}")
    return Line(f"RUN <<{name}\n{body}\n{end}")


def _run_mount(rng: Random, scene: Scene) -> Line:
    source = _existing(rng, scene, ("a.txt", "b.txt", "p/f", "d", "p"))
    mount = rng.choice(
        (
            f"type=bind,source={source},target=/m",
            f"source={source},dst=/m",
            f"type=bind,target=/m{rng.choice(('', ',rw'))}",
            "type=cache,target=/c",
            f"type=cache,target=/c,id={rng.choice('xy')}",
            f"type=cache,target=/c,sharing={rng.choice(('locked', 'private'))}",
            f"type=cache,target={rng.choice(('c', '/c/', '/c'))}",
            f"type=cache,target=/c,{rng.choice(('uid=0', 'mode=0755', 'mode=755,gid=0'))}",
            f"type=tmpfs,target=/t{rng.choice(('', ',size=1000000', ',size=1k', ',size=1024'))}",
            f"type=secret,id={rng.choice(('k', 'none'))}",
            f"type=secret,id=k{rng.choice(('', ',mode=0400', ',uid=0', ',required=true'))}",
            f"type=BIND,source={source},target={rng.choice(('m', '/m', '/m/', './m'))}",
            f"source={source},target=/m,{rng.choice(('ro', 'rw', 'rw=false', 'readonly=0'))}",
        )
    )
    second = " --mount=type=bind,source=b.txt,target=/n" if rng.random() < 0.15 else ""
    command = rng.choice(("true", "ls /m 2>/dev/null || true", "echo 1"))
    if rng.random() < 0.3:
        reading = "cat /m > /f1 2>/dev/null; echo {{SALT}} >> /f1 || true"
        return Line(
            f"RUN --mount={mount}{second} {reading}",
            ("/f1",),
        )
    return Line(f"RUN --mount={mount}{second} {command}")


def _run_mount_from(rng: Random, scene: Scene) -> Line:
    stage = rng.choice(scene.earlier())
    if rng.random() < 0.3:
        # A mount of the very stage that the command stands on: its files are compared (R25).
        stage = scene.file.stage(scene.stage.base) or stage
    path = rng.choice([*scene.file.available(stage), "/"])
    source = "" if path == "/" else f",source={path}"
    mount = f"--mount=type=bind,from={stage.name}{source},target=/m"
    take = (stage.name, path)
    if rng.random() < 0.4:
        return Line(
            f"RUN {mount} cat /m > /f2 2>/dev/null; echo {{{{SALT}}}} >> /f2 || true",
            ("/f2",),
            (take,),
        )
    return Line(f"RUN {mount} {rng.choice(('true', 'ls /m > /dev/null'))}", (), (take,))


def _setting(rng: Random, scene: Scene) -> Line:
    del scene
    return Line(
        rng.choice(
            (
                'CMD ["x"]',
                "LABEL a=b",
                "EXPOSE 80",
                "USER node",
                "USER 1000",
                "USER root",
                "USER 0:0",
                'SHELL ["/bin/sh", "-ec"]',
                'SHELL ["/bin/sh", "-c"]',
                "STOPSIGNAL SIGINT",
                "VOLUME /v",
                "ONBUILD RUN echo ob",
                "ONBUILD COPY a.txt /ob",
                "# a comment",
            )
        )
    )


def _workdir(rng: Random, scene: Scene) -> Line:
    del scene
    return Line(
        "WORKDIR "
        + rng.choice(
            ("/w", "/w/", "/w/../w", "sub", "/", "/w$A", "/app0", "/o", "..", ".", "//", "/o/..")
        )
    )


def _variable(rng: Random, scene: Scene) -> Line:
    del scene
    name, word = rng.choice(VARIABLES), rng.choice(("1", "2", "", "$A", "${B:-3}", '"a b"'))
    return Line(
        rng.choice(
            (
                f"ENV {name}={word}",
                f"ENV {name}={word} B=$A",
                f"ENV {name} {word or '1'}",
                f"ARG {name}",
                f"ARG {name}={word}",
                f"ARG {name}={word}",
                "ARG TARGETARCH",
                "ARG G",
            )
        )
    )
