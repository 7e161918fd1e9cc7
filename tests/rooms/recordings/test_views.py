"""The recordings' page, deeds and films through HTTP, as everybody."""

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from rooms.journal import queries as journal
from rooms.people.models import Role
from rooms.recordings import actions, files
from rooms.recordings.events import RecordingComposed
from rooms.recordings.models import Recording
from rooms.recordings.ranges import Range, Unsatisfiable, wanted
from rooms.recordings.rules import State
from tests.factories.meetings import an_open_meeting, doer
from tests.factories.people import a_person, an_official
from tests.factories.recordings import a_running_recording, a_stopped_recording, after

FILM = bytes(range(256)) * 4000


@pytest.fixture
def ready(db):
    """A film on the disk."""
    recording = a_stopped_recording()
    claimed = actions.claim(now=after(3700))
    files.folder_of(recording.pk).mkdir(parents=True)
    files.film_of(recording.pk, files.FILM).write_bytes(FILM)
    film = RecordingComposed(recording.pk, 3600, len(FILM), "0" * 64)
    actions.finish(recording.pk, claimed.claim, film, files.FILM, now=after(3800))
    return Recording.objects.select_related("meeting").get(pk=recording.pk)


def address(recording, deed=""):
    if deed:
        return reverse("recording_deed", args=[recording.meeting.slug, recording.pk, deed])
    return reverse("recording_film", args=[recording.meeting.slug, recording.pk])


def the(recording, role):
    seat = recording.meeting.seats.filter(role=role).first()
    return seat.person or seat.site.technicians.first()


def got(person, path, **headers):
    """The answer of the running house's kind of server, with its whole body."""

    async def story():
        client = AsyncClient()
        if person is not None:
            await client.aforce_login(person)
        answer = await client.get(path, headers=headers)
        if not answer.streaming:
            return answer, answer.content
        return answer, b"".join([chunk async for chunk in answer])

    return async_to_sync(story)()


def statuses(recording):
    people = {
        "nobody": None,
        "stranger": an_official(),
        "administrator": a_person("Lưu Công Sơn", "son@vinhphuc.example", Role.ADMINISTRATOR),
        "site": the(recording, "site"),
        "secretary": the(recording, "secretary"),
        "chair": the(recording, "chair"),
    }
    return {name: got(person, address(recording))[0].status_code for name, person in people.items()}


@pytest.mark.django_db(transaction=True)
def test_the_film_is_for_chair_and_secretary_and_for_the_seats_once_it_is_released(ready):
    strangers = {"nobody": 302, "stranger": 404, "administrator": 404}
    assert statuses(ready) == strangers | {"site": 404, "secretary": 200, "chair": 200}
    actions.release(ready.pk, released=True, by=doer(ready.meeting, "chair"), now=after(4000))
    Recording.objects.update(released=True)
    assert got(the(ready, "site"), address(ready))[0].status_code == 200
    actions.release(ready.pk, released=False, by=doer(ready.meeting, "chair"), now=after(4001))
    assert got(the(ready, "site"), address(ready))[0].status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_film_of_one_meeting_is_not_found_under_another(ready):
    other = an_open_meeting_of(the(ready, "chair"), the(ready, "secretary"), ready)
    path = reverse("recording_film", args=[other.slug, ready.pk])
    assert got(the(ready, "chair"), path)[0].status_code == 404


def an_open_meeting_of(_chair, _secretary, ready):
    meeting = ready.meeting
    slug = "cuoc-hop-khac"
    other = type(meeting).objects.get(pk=meeting.pk)
    seats = list(meeting.seats.all())
    other.pk, other.slug = None, slug
    other._state.adding = True
    other.id = type(meeting)._meta.pk.get_default()
    other.save()
    for seat in seats:
        seat.pk, seat.meeting = type(seat)._meta.pk.get_default(), other
        seat._state.adding = True
        seat.save()
    return other


@pytest.mark.django_db(transaction=True)
def test_the_film_comes_whole_or_in_ranges(ready):
    chair = the(ready, "chair")
    whole, body = got(chair, address(ready))
    assert body == FILM
    assert whole["Content-Disposition"].startswith('attachment; filename="ban-ghi-')
    assert whole["Cache-Control"].startswith("max-age=0, no-cache")
    part, body = got(chair, address(ready), range="bytes=1000-1999")
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 1000-1999/{len(FILM)}")
    assert body == FILM[1000:2000]
    tail, body = got(chair, address(ready), range="bytes=-10")
    assert (tail.status_code, body) == (206, FILM[-10:])
    beyond, _ = got(chair, address(ready), range=f"bytes={len(FILM)}-")
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(FILM)}")


@pytest.mark.django_db(transaction=True)
def test_a_film_that_is_not_there_is_not_found(ready):
    files.remove(ready.pk)
    assert got(the(ready, "chair"), address(ready))[0].status_code == 404


@given(st.text(max_size=30), st.integers(0, 10**7))
def test_any_range_header_is_followed_ignored_or_unsatisfiable(header, size):
    try:
        found = wanted(header, size)
    except Unsatisfiable:
        return
    assert found is None or 0 <= found.first <= found.last < size


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 80))
def test_a_range_is_what_it_says(first, last, size):
    if first >= size:
        with pytest.raises(Unsatisfiable):
            wanted(f"bytes={first}-{last}", size)
    elif last >= first:
        assert wanted(f"bytes={first}-{last}", size) == Range(first, min(last, size - 1))
    else:
        assert wanted(f"bytes={first}-{last}", size) is None


# --- the page


def page(client, recording, role):
    client.force_login(the(recording, role))
    return client.get(reverse("recordings_page", args=[recording.meeting.slug])).content.decode()


def test_the_page_shows_the_chair_what_may_be_done(client, ready):
    shown = page(client, ready, "chair")
    for words in ("Xem được", "1:00:00", "Tải về", "Cho thành phần dự xem", "Lưu hồ sơ", "Xóa hẳn bản ghi", "Tự xóa"):
        assert words in shown
    assert "data-follow" not in shown


def test_the_secretary_neither_releases_nor_deletes(client, ready):
    shown = page(client, ready, "secretary")
    assert "Tải về" in shown
    assert "Lưu hồ sơ" in shown
    assert "Cho thành phần dự xem" not in shown
    assert "Xóa hẳn" not in shown


def test_a_seat_sees_that_there_is_one_but_no_film_until_it_is_released(client, ready):
    shown = page(client, ready, "site")
    assert "Chủ trì chưa cho thành phần dự xem" in shown
    assert "<video" not in shown
    assert "formaction" not in shown
    Recording.objects.update(released=True)
    assert "<video" in page(client, ready, "site")


@pytest.mark.django_db
def test_a_recording_that_runs_is_followed(client):
    recording = a_running_recording()
    assert "data-follow" in page(client, recording, "secretary")


@pytest.mark.django_db
def test_a_meeting_without_a_recording_says_so(client):
    meeting = an_open_meeting()
    client.force_login(meeting.seats.get(role="chair").person)
    assert "không có bản ghi" in client.get(reverse("recordings_page", args=[meeting.slug])).content.decode()


def test_progress_is_shown_while_it_is_composed(client, db):
    recording = a_stopped_recording()
    claimed = actions.claim(now=after(3700))
    actions.beat(recording.pk, claimed.claim, 42, now=after(3702))
    shown = page(client, recording, "secretary")
    assert 'value="42"' in shown
    assert "Dừng dựng" in shown


DEEDS = {  # deed: the row afterwards, for the chair; the answer to secretary and site
    "luu": ({"filed": True}, 302, 404),
    "cho-xem": ({"released": True}, 403, 404),
    "xoa": ({"state": State.DELETED}, 403, 404),
    "dung-lai": (None, 409, 404),
    "bay-len-troi": (None, 404, 404),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_is_for_those_whose_it_is(client, ready, deed):
    changes, for_secretary, for_site = DEEDS[deed]
    for role, status in (("site", for_site), ("secretary", for_secretary)):
        client.force_login(the(ready, role))
        assert client.post(address(ready, deed)).status_code == status
    client.force_login(the(ready, "chair"))
    client.post(address(ready, deed))
    ready.refresh_from_db()
    for name, value in (changes or {}).items():
        assert getattr(ready, name) == value


def test_a_deletion_is_journalled_with_the_doer(client, ready):
    client.force_login(the(ready, "chair"))
    client.post(address(ready, "xoa"))
    entry = journal.entries_of_kinds(ready.meeting_id, ["recording.deleted"])[0]
    assert entry.actor == f"person:{the(ready, 'chair').pk}"


@pytest.mark.parametrize("role", ["chair", "site", None])
def test_the_way_to_the_page_is_shown_to_whoever_may_open_it(client, ready, role):
    client.force_login(the(ready, role) if role else a_person("Quản Trị", role=Role.ADMINISTRATOR))
    listed = client.get(reverse("meeting_page", args=[ready.meeting.slug])).content.decode()
    way = reverse("recordings_page", args=[ready.meeting.slug])
    assert (f'href="{way}"' in listed) == (client.get(way).status_code == 200) == bool(role)
