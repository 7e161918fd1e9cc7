"""What every template knows besides the request."""

from django.conf import settings
from django.http import HttpRequest


def house(_request: HttpRequest) -> dict[str, object]:
    """Whose house it is, and whether it is the demo."""
    return {"house_owner": settings.HOUSE_OWNER, "demo": settings.DEMO}
