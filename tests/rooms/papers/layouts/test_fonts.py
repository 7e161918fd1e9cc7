import shutil

from rooms.papers.layouts import fonts


def test_the_fonts_of_the_project_have_every_vietnamese_letter_and_their_licence():
    assert fonts.missing_letters() == {}
    assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / "OFL.txt").read_text()


def test_a_missing_face_is_named(tmp_path, monkeypatch):
    for face in fonts.FACES[1:]:
        shutil.copy(fonts.path_of(face), tmp_path)
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    assert fonts.missing_letters() == {"Regular": "?"}


def test_the_measured_widths_are_those_of_the_specification():
    assert round(fonts.width_mm("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13), 1) == 95.7
    assert round(fonts.width_mm("ỦY BAN NHÂN DÂN", 13), 1) == 43.2
