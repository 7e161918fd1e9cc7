"""Two deeds at once on a real PostgreSQL, each in a thread and a connection of its own; and how the house ends then.

Nothing here leans on luck or on sleeping: the test holds a row until the first deed waits for it, the second runs until
it ends or waits too, and only then the row is let go.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import Model, QuerySet
from environ import Env

from rooms.invitations.models import Delivery, Invitation, Proposal, Received, Reply
from rooms.journal.models import Entry
from rooms.meetings.models import Meeting, Seat
from rooms.refusals import Refused
from tests.servers import until


@contextmanager
def standing_on(url: str):
    """This process's database is another one for a while; threads started meanwhile find it, too."""
    before = connections.settings["default"]
    _turn_to(_options(url))
    try:
        yield
    finally:
        _turn_to(before)


def _turn_to(options: dict) -> None:
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = options
    ContentType.objects.clear_cache()


def _options(url: str) -> dict:
    """As settings would have them. A deadlock is known for one after a tenth of PostgreSQL's usual second."""
    options = {**connections.settings["default"], **Env.db_url_config(url)}
    return {**options, "OPTIONS": {"options": "-c deadlock_timeout=100ms"}}


def tell(story: Callable[[], object]) -> None:
    """Tables, and the rows of a story, kept aside so that each test may have them as they were."""
    call_command("migrate", verbosity=0)
    story()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA story")
        for table in _tables(cursor):
            cursor.execute(f'CREATE TABLE story."{table}" AS TABLE "{table}"')


def tell_again() -> None:
    """Every row is again as the story left it."""
    with connection.cursor() as cursor, transaction.atomic():
        tables = _tables(cursor)
        cursor.execute("SET LOCAL session_replication_role = replica")  # foreign keys are not looked at meanwhile
        cursor.execute(";".join(f'DELETE FROM "{table}"' for table in tables))
        cursor.execute(";".join(f'INSERT INTO "{table}" SELECT * FROM story."{table}"' for table in tables))


def _tables(cursor) -> list[str]:
    return connection.introspection.table_names(cursor)


class Deed(threading.Thread):
    """Something that is done in a connection of its own. `end` says how it ended."""

    def __init__(self, do: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.do, self.pid, self.end, self.fault = do, 0, "", None

    def run(self) -> None:
        try:
            connection.ensure_connection()
            self.pid = connection.connection.info.backend_pid
            self.do()
            self.end = "done"
        except Refused as refused:
            self.end = refused.code
        except BaseException as fault:  # noqa: BLE001 - it is raised in the test's thread
            self.fault = fault
        finally:
            connections.close_all()

    def waits(self) -> bool:
        """Whether it stands before a lock that another holds."""
        if not self.pid:
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.pid])
            return bool(cursor.fetchone()[0])

    def over(self) -> bool:
        return not self.is_alive()

    def ended(self) -> str:
        """How it ended; what it raised is raised here."""
        self.join(60)
        assert not self.is_alive()
        if self.fault is not None:
            raise self.fault
        return self.end


def at_once(*deeds: Callable[[], object], stop: AbstractContextManager) -> list[str]:
    """Start them one after another while what they need is held: each has ended or waits before the next begins."""
    started = [Deed(deed) for deed in deeds]
    with stop:
        for deed in started:
            deed.start()
            until(lambda deed=deed: deed.over() or deed.waits(), "the deed ends or waits")
    return [deed.ended() for deed in started]


@contextmanager
def held(rows: QuerySet):
    """Nobody else gets these rows."""
    with transaction.atomic():
        assert list(rows.select_for_update().values_list("pk"))
        yield


@contextmanager
def unwritten(model: type[Model]):
    """Nobody else writes to this table; its rows can be read and held."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE MODE')
        yield


def one_by_one(*deeds: Callable[[], object]) -> list[str]:
    """The same with nobody at the same time."""
    started = [Deed(deed) for deed in deeds]
    for deed in started:
        deed.start()
        deed.join(60)
    return [deed.ended() for deed in started]


def the_house() -> dict[str, list]:
    """Everything that deeds on invitations write, without the names that chance gave."""
    return {
        "meetings": _rows(Meeting.objects.order_by("occurrence"), "state", "starts_at", "occurrence", "excepted"),
        "seats": _rows(Seat.everywhere.order_by(*_SEAT), "withdrawn_at", "epoch", "person__email", "site__email"),
        "invitations": _rows(Invitation.objects.order_by("seat__meeting__occurrence", "seat__number"), *_INVITATION),
        "letters": sorted(map(str, _rows(Delivery.objects.all(), *_DELIVERY))),
        "replies": sorted(map(str, _rows(Reply.objects.all(), "invitation__seat__number", "via", "answer"))),
        "proposals": sorted(map(str, _rows(Proposal.objects.all(), "invitation__seat__number", "state"))),
        "mails": _rows(Received.objects.order_by("recipient", "message_id"), "filed"),
        "journal": sorted(map(str, _rows(Entry.objects.all(), "kind", "actor"))),
    }  # fmt: skip


_SEAT = ("meeting__occurrence", "number")
_INVITATION = (
    "state", "state_at", "sequence", "dtstamp", "recurrence", "comment", "fault", "substitute_email",
    "answer_sequence", "answer_dtstamp", "told", "seat__number",
)  # fmt: skip
_DELIVERY = (
    "invitation__seat__number", "invitation__recurrence", "method", "about", "sequence", "recurrence", "covers_series",
    "stage", "recipient",
)  # fmt: skip


def _rows(rows, *columns: str) -> list[tuple]:
    return list(rows.values_list(*columns))
