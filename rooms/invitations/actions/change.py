"""Change or cancel what was announced, and tell everybody whom it concerns, in one transaction.

One meeting: its own letter under its RECURRENCE-ID. A meeting of a series and all that follow: one letter about the
whole part of each recipient. Where the earlier meetings stay as they were, their series ends before and a new one, with
a name of its own, begins (docs/decisions/0016-series.md).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from rooms.invitations import queries, tasks
from rooms.invitations.actions import order
from rooms.invitations.actions.answer import move
from rooms.invitations.actions.invite import new_invitations, news_for, remember, save, send_all, stamp_anew
from rooms.invitations.actions.whole_series import Letter, first_of, letters_about, parts_of, rule_of
from rooms.invitations.itip.compose import Method
from rooms.invitations.itip.sequence import Stamp, next_stamp
from rooms.invitations.models import Invitation
from rooms.invitations.queries import outgoing
from rooms.invitations.rules import Funnel, News, after
from rooms.invitations.writing import Telling, recurrence_of, uid_of
from rooms.meetings import queries as meeting_queries
from rooms.meetings.changes import actions as changes
from rooms.meetings.changes.actions import Changed
from rooms.meetings.changes.rules import Change
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.rules import Doer

# Letters are always Vietnamese.
NEWS = "Cuộc họp có thay đổi so với thư trước; xin xem lại thông tin dưới đây."
ENDS = "Chuỗi họp này kết thúc sau phiên cuối nêu dưới đây; các phiên sau đó có thư mời riêng."
REPLACED = "Thư mời này được thay bằng một thư mời mới, gửi ngay sau đây."
FEWER_CANCELLED = "Các phiên không còn nêu dưới đây đã được hủy."
FEWER_WITHDRAWN = "Giấy mời dự các phiên không còn nêu dưới đây được rút lại."
_MOVED = ["uid", "recurrence", "sequence", "dtstamp", "state", "state_at", "told", "told_before"]


def move_and_tell(meeting_id: UUID, starts_at: datetime, ends_at: datetime, *, by: Doer, now: datetime) -> Changed:
    """Move one announced meeting to another hour and ask everybody anew; so is an accepted COUNTER answered.

    Raises as change_and_tell.
    """
    plan = meeting_queries.plan_of(meeting_queries.meeting(meeting_id))
    return change_and_tell(meeting_id, Change(replace(plan, starts_at=starts_at, ends_at=ends_at)), by=by, now=now)


@transaction.atomic
def change_and_tell(meeting_id: UUID, wish: Change, *, by: Doer, now: datetime) -> Changed:
    """Make an announced meeting what the plan says, and tell whom it concerns; of a series also all that follow.

    Raises NotTheSecretary, NotNow, BadPlan, NothingChanged, NoticeTooShort, DoesNotFit, rules.BadName.
    """
    order.hold_series(meeting_id)
    changed = changes.change(meeting_id, wish, by=by, now=now)
    letters = _farewells(changed.withdrawn, now)
    if changed.difference.what:
        settled = {one.reply_address_id for one, _telling in letters}
        letters += _news_of_all(changed, settled, now) if wish.from_here_on else _news_of_one(changed, now)
    letters += _welcomes(changed.added, now)
    send_all(letters, now)
    transaction.on_commit(tasks.wake, robust=True)
    return changed


@transaction.atomic
def cancel_and_tell_from_here_on(meeting_id: UUID, reason: str, *, by: Doer, now: datetime) -> Meeting:
    """Cancel a meeting of a series and all that follow, and tell everybody invited. Raises as cancel_and_tell."""
    order.hold_series(meeting_id)
    cancelled = changes.cancel_from_here_on(meeting_id, reason, by=by, now=now)
    gone = queries.invited_to(one.pk for one in cancelled)
    send_all(_less(parts_of(gone), now, whole_meeting=True), now)
    transaction.on_commit(tasks.wake, robust=True)
    return meeting_queries.meeting(meeting_id)


def _farewells(seats: Sequence[Seat], now: datetime) -> list[Letter]:
    return _less(parts_of(queries.invitations_of_seats(seats)), now, whole_meeting=False)


def _less(gone: list[list[Invitation]], now: datetime, *, whole_meeting: bool) -> list[Letter]:
    """Tell each recipient that these meetings are no longer theirs: one by one, as a shorter series, or all at once."""
    alone = [part for part in gone if not part[0].recurrence or len(part) == 1]
    several = [part for part in gone if part[0].recurrence and len(part) > 1]
    telling = Telling(Method.CANCEL, whole_meeting=whole_meeting)
    letters = [_cancel(one, now, telling) for part in alone for one in part]
    return letters + _shorter(several, now, whole_meeting=whole_meeting)


def _shorter(gone: list[list[Invitation]], now: datetime, *, whole_meeting: bool) -> list[Letter]:
    standing = {_key(part): part for part in parts_of(queries.standing_in(part[0].uid for part in gone))}
    shorter = [standing[_key(part)] for part in gone if _key(part) in standing]
    over = [part for part in gone if _key(part) not in standing]
    stamp_alike([*shorter, *over], now, anew=True)
    news = FEWER_CANCELLED if whole_meeting else FEWER_WITHDRAWN
    letters = [letter for part in shorter for letter in letters_about(part, whole=True, news=news)]
    telling = Telling(Method.CANCEL, whole_meeting=whole_meeting)
    letters += [(first_of(part), replace(telling, series=rule_of(part))) for part in over]
    _keep([one for part in [*shorter, *over] for one in part])
    return letters


def _key(part: Sequence[Invitation]) -> tuple[int, str]:
    return part[0].reply_address_id, part[0].uid


def _cancel(invitation: Invitation, now: datetime, telling: Telling) -> Letter:
    stamp_anew(invitation, now, raise_sequence=True)
    return invitation, telling


def _news_of_one(changed: Changed, now: datetime) -> list[Letter]:
    invited = queries.invited_to(one.pk for one in changed.meetings)
    anew = changed.difference.asks_anew
    return [(one, news_for(one, now, anew=anew)) for one in invited]


def _news_of_all(changed: Changed, settled: set[int], now: datetime) -> list[Letter]:
    """The earlier meetings, if any, become a series that ends; the later ones are told as a whole."""
    invited = queries.invited_to(one.pk for one in changed.meetings)
    old = {one.uid for one in invited}
    letters = _endings(old, invited, settled, now) if changed.left else []
    if changed.left:
        _replace(invited, old, now)
    for one in invited if changed.left else []:
        one.uid, one.recurrence = uid_of(one.seat.meeting), recurrence_of(one.seat.meeting)
    anew = changed.difference.asks_anew
    had_all = outgoing.told_of_whole(old) if changed.left is None else set()
    parts = parts_of(invited)
    stamp_alike(parts, now, anew=anew)
    for part in parts:
        whole = len(part) > 1 or _key(part) in had_all
        _ask_anew(part, now, anew=anew)
        letters += letters_about(part, whole=whole, news=NEWS)
    _keep(invited)
    return letters


def _endings(uids: set[str], later: list[Invitation], settled: set[int], now: datetime) -> list[Letter]:
    """Who was told of the whole series learns where it ends now; `settled` recipients have heard it already."""
    told, but = outgoing.told_of_whole(uids), {one.pk for one in later}
    parts = parts_of(one for one in queries.standing_in(uids) if one.pk not in but)
    ending = [part for part in parts if _key(part) in told and part[0].reply_address_id not in settled]
    stamp_alike(ending, now, anew=True)
    letters = [letter for part in ending for letter in letters_about(part, whole=True, news=ENDS)]
    _keep([one for part in ending for one in part])
    return letters


def _replace(moved: list[Invitation], uids: set[str], now: datetime) -> None:
    """Who has nothing left under the old name is told that it ends, before the new one is theirs."""
    later = {one.pk for one in moved}
    left = {(one.reply_address_id, one.uid) for one in queries.standing_in(uids) if one.pk not in later}
    over = [part for part in parts_of(moved) if _key(part) not in left]
    stamp_alike(over, now, anew=True)
    telling = Telling(Method.CANCEL, whole_meeting=False, news=REPLACED)
    send_all([(first_of(part), replace(telling, series=rule_of(part))) for part in over], now)


def _keep(invitations: Sequence[Invitation]) -> None:
    save(invitations, _MOVED)


def _ask_anew(part: list[Invitation], now: datetime, *, anew: bool) -> None:
    for one in part:
        if not one.seat.meeting.excepted:
            news = News.ASKED_ANEW if anew else News.SENT_AGAIN
            move(one, after(Funnel(one.state), news), now)
            remember(one)


def stamp_alike(parts: Sequence[Sequence[Invitation]], now: datetime, *, anew: bool) -> None:
    """Give all invitations of one recipient to a series the same stamp; the caller saves.

    It is newer than any of theirs, and than what the recipient heard under this name of meetings no longer theirs: a
    calendar program keeps one SEQUENCE for a UID (RFC 5546 2.1.5).
    """
    told = outgoing.heard(part[0].uid for part in parts)
    for part in parts:
        sequences = (told.get(_key(part), 0), *(one.sequence for one in part))
        stamp = next_stamp(Stamp(max(sequences), max(one.dtstamp for one in part)), now, raise_sequence=anew)
        for one in part:
            one.sequence, one.dtstamp = stamp.sequence, stamp.dtstamp


def _welcomes(seats: Sequence[Seat], now: datetime) -> list[Letter]:
    """Who is new gets what holds now, with what they were invited to before; so does who was withdrawn before."""
    back = queries.invitations_of_seats(seats)
    for one in back:
        one.uid, one.recurrence = uid_of(one.seat.meeting), recurrence_of(one.seat.meeting)
    _ask_anew(back, now, anew=True)
    _keep(back)
    asked = {one.seat_id for one in back}
    fresh = new_invitations(queries.seats_with(seat.pk for seat in seats if seat.pk not in asked), now)
    touched = {(one.reply_address_id, one.uid) for one in [*back, *fresh]}
    new = {one.pk for one in fresh}
    parts = [part for part in parts_of(queries.standing_in(uid for _address, uid in touched)) if _key(part) in touched]
    told_before = [part for part in parts if not {one.pk for one in part} <= new]
    stamp_alike(told_before, now, anew=True)
    letters = [letter for part in parts for letter in letters_about(part, whole=len(part) > 1)]
    _keep([one for part in parts for one in part])
    return letters
