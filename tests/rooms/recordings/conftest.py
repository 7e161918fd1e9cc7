"""The files of these tests lie in a folder of their own."""

import pytest


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.RECORDINGS_DIR = str(tmp_path / "recordings")
    return tmp_path / "recordings"
