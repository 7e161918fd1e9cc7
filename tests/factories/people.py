"""Named persons of the tests."""

from rooms.people.models import Person, Role

PASSWORD = "Tam-Dao-2008"


def a_person(name="Nguyễn Văn An", email="an@vinhphuc.example", role=Role.OFFICIAL, **fields) -> Person:
    return Person.objects.create_user(email, name, PASSWORD, role=role, **fields)


def the_secretary() -> Person:
    return a_person("Lê Thị Hòa", "hoa@vinhphuc.example", Role.SECRETARY, position="Chuyên viên Văn phòng UBND tỉnh")


def the_chair() -> Person:
    return a_person("Trần Quang Minh", "minh@vinhphuc.example", position="Phó Chủ tịch UBND tỉnh")


def an_official() -> Person:
    return a_person("Phạm Thu Hà", "ha@vinhphuc.example", position="Phó Giám đốc Sở Tài chính")


def a_technician(name="Đỗ Xuân Trường", email="truong@tamduong.example") -> Person:
    return a_person(name, email, Role.TECHNICIAN)
