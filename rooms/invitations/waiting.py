"""What waits for a person on the home page: an invitation to answer, a substitute to approve."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from rooms.invitations import links, queries
from rooms.invitations.models import Filed, Invitation
from rooms.invitations.queries import incoming
from rooms.invitations.rules import WayState
from rooms.meetings.waiting import Tap, Waiting
from rooms.meetings.wording import short_moment

if TYPE_CHECKING:
    from rooms.people.models import Person


def tell(person: "Person", now: datetime) -> Iterator[Waiting]:
    """Invitations first; then how mails come in, for administrators; then substitutes."""
    yield from _invitations(person, now)
    if person.role == "administrator":
        yield from _ways_in(now)
        yield from _nobodys()
    for invitation in queries.to_approve(person, now):
        yield _substitute(invitation)


def _invitations(person: "Person", now: datetime) -> Iterator[Waiting]:
    asked = set()  # the next meeting of a series stands for those that follow
    for invitation in queries.to_answer(person, now):
        if invitation.recurrence and invitation.uid in asked:
            continue
        asked.add(invitation.uid)
        meeting = invitation.seat.meeting
        yield Waiting(
            words=meeting.title,
            url=reverse("rsvp", args=[links.token_for(invitation.seat)]),
            icon="mail-open",
            meeting_id=meeting.pk,
            answer=True,
        )


def _substitute(invitation: Invitation) -> Waiting:
    """Approved or refused where it stands, by one tap."""
    meeting = invitation.seat.meeting
    names = {"name": invitation.seat.name, "substitute": invitation.substitute_name}
    return Waiting(
        words=_("%(name)s cử %(substitute)s dự thay") % names,
        url=reverse("invitations_page", args=[meeting.slug]) + "?o=substitute_proposed",
        icon="arrow-left-right",
        state="warn",
        note=f"{meeting.title}, {short_moment(meeting.starts_at)}",
        taps=(
            _tap(invitation, "duyet", _("Duyệt"), _("Duyệt %(substitute)s dự thay %(name)s") % names),
            _tap(invitation, "tu-choi", _("Từ chối"), _("Từ chối %(substitute)s dự thay %(name)s") % names),
        ),
    )


def _nobodys() -> Iterator[Waiting]:
    nobodys = incoming.received_of(None, [Filed.NEEDS_PERSON, Filed.SET_ASIDE])
    if nobodys:
        yield Waiting(
            words=_("%(n)s thư chưa rõ cuộc họp nào") % {"n": len(nobodys)},
            url=reverse("nobodys_mails"),
            icon="mail",
            state="warn",
        )


def _ways_in(now: datetime) -> Iterator[Waiting]:
    for row, state in incoming.ways_in(now):
        since = row.well_at or row.failing_since
        if state is not WayState.UP and since is not None:
            yield Waiting(
                words=_("Thư trả lời không vào được qua %(way)s từ %(since)s")
                % {"way": row.get_name_display(), "since": short_moment(since)},
                url=reverse("nobodys_mails"),
                icon="triangle-alert",
                state="bad",
            )


def _tap(invitation: Invitation, deed: str, words: str, label: str) -> Tap:
    url = reverse("invitation_deed", args=[invitation.seat.meeting.slug, invitation.pk, deed])
    return Tap(words, label, url, (("mark", invitation.proposal_mark), ("then", "home")))
