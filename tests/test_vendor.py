"""The front-end packages that travel with the code are what their lists say."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

CHECKOUT = Path(__file__).resolve().parent.parent
LISTS = [
    CHECKOUT / "minga/base/static/vendor",
    CHECKOUT / "minga/opendata/annex/fonts",
    CHECKOUT / "tests/vendor",
]


def check(checkout: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, checkout / "script" / "vendor", "--check"], capture_output=True, text=True
    )


def test_the_files_have_their_checksums() -> None:
    checked = check(CHECKOUT)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    for folder in [*LISTS, CHECKOUT / "script"]:
        shutil.copytree(folder, tmp_path / folder.relative_to(CHECKOUT))
    changed = tmp_path / "minga/base/static/vendor/htmx/htmx.min.js"
    changed.write_text(changed.read_text() + " ")
    checked = check(tmp_path)
    assert checked.returncode == 1
    assert "htmx.min.js" in checked.stderr


@pytest.mark.parametrize("folder", LISTS, ids=lambda folder: str(folder.parent.name))
def test_nothing_lies_there_unlisted_and_each_package_brings_its_licence(folder: Path) -> None:
    packages = json.loads((folder / "vendor.json").read_text())
    listed = {entry["file"] for package in packages for entry in package["files"]}
    there = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    assert listed == there - {"vendor.json"}
    for package in packages:
        assert package["licence"]
        assert any("LICENSE" in entry["file"] for entry in package["files"]), package["name"]
