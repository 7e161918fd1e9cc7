"""Who asks: the signed-in person behind a request."""

from django.http import HttpRequest

from rooms.people.models import Person
from rooms.refusals import NotAllowed


def signed_in(request: HttpRequest) -> Person:
    """The person; views behind `login_required` call this for the type's sake. Raises NotAllowed for a stranger."""
    if not isinstance(request.user, Person):
        raise NotAllowed
    return request.user
