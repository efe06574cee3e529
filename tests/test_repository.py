"""What must hold for every file that is handed on."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

CHECKOUT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
GROUPS = ["core", *PROJECT["project"]["optional-dependencies"]]

# Put together here so that this file does not name them itself.
REGISTRIES = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com"]
REGISTRIES += ["crates" + ".io", "unpkg" + ".com", "jsdelivr" + ".net", "--index" + "-url"]
MACHINES = ["/ro" + "ot/", "/wo" + "rk/", "/ho" + "me/", "/Us" + "ers/", "/opt/py" + "pi"]
NAMED = re.compile("|".join(map(re.escape, REGISTRIES + MACHINES)))


def tracked() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    )
    for name in sorted(filter(None, listed.stdout.decode().split("\0"))):
        file = CHECKOUT / name
        if not file.is_file():
            continue
        try:
            yield name, file.read_text()
        except UnicodeDecodeError:
            continue


def names(text: str) -> list[str]:
    return [line for line in text.splitlines() if NAMED.search(line)]


def test_it_sees_a_registry_and_a_machine_when_there_is_one() -> None:
    assert names(f"see https://{REGISTRIES[0]}/simple\nfine\n{MACHINES[0]}x") == [
        f"see https://{REGISTRIES[0]}/simple",
        f"{MACHINES[0]}x",
    ]


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    found = {name: lines for name, text in tracked() if (lines := names(text))}
    assert found == {}


def requirements(group: str) -> list[str]:
    text = (CHECKOUT / "requirements" / f"{group}.txt").read_text()
    return text.replace("\\\n", " ").strip().splitlines()


@pytest.mark.parametrize("group", [*GROUPS, "uv"])
def test_every_requirement_is_pinned_with_its_checksums(group: str) -> None:
    lines = requirements(group)
    assert lines
    loose = [line for line in lines if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:\w{64}", line)]
    assert loose == []


def pins(group: str) -> dict[str, str]:
    return dict(line.split(" ", 1)[0].split("==") for line in requirements(group))


@pytest.mark.parametrize("group", GROUPS[1:])
def test_every_group_holds_the_core_in_the_same_versions(group: str) -> None:
    assert pins("core").items() <= pins(group).items()


def declared(group: str) -> list[str]:
    project = PROJECT["project"]
    wanted = project["dependencies"] if group == "core" else project["optional-dependencies"][group]
    found = [re.match(r"[\w-]+", line) for line in wanted]
    return [name.group().lower() for name in found if name and name.group() != "minga"]


@pytest.mark.parametrize("group", GROUPS)
def test_every_dependency_is_locked(group: str) -> None:
    assert set(declared(group)) <= set(pins(group))


@pytest.mark.parametrize("group", GROUPS)
def test_every_dependency_says_what_it_is_for(group: str) -> None:
    lines = (CHECKOUT / "docs" / "dependencies.md").read_text().lower().splitlines()
    told = {line.split("|")[1].strip(" `") for line in lines if line.startswith("| `")}
    assert set(declared(group)) - told == set()


def test_no_source_file_is_over_400_lines() -> None:
    long = {
        name: count
        for name, text in tracked()
        if name.endswith(".py") and "/migrations/" not in name
        if (count := len(text.splitlines())) > 400
    }
    assert long == {}


def test_the_scripts_can_be_run() -> None:
    for name in ["script/minga", "script/test", "script/vendor", "script/lock", ".ci/run"]:
        assert (CHECKOUT / name).stat().st_mode & 0o111, name
