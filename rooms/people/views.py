"""My own page: name, position, telephone, language."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rooms.people.door import signed_in
from rooms.people.forms import SettingsForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def person_settings(request: HttpRequest) -> HttpResponse:
    """Show and keep what a person may change about themself; the language applies at once."""
    person = signed_in(request)
    form = SettingsForm(request.POST or None, instance=person)
    if request.method != "POST" or not form.is_valid():
        if form.errors:
            person.refresh_from_db()  # the head of the page shows what is kept, not what was refused
        return render(request, "people/settings.html", {"form": form}, status=400 if form.errors else 200)
    kept = form.save()
    with translation.override(kept.language):
        messages.success(request, _("Đã lưu thông tin của bạn."))
    answer = redirect("person_settings")
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, kept.language, secure=settings.LANGUAGE_COOKIE_SECURE)
    return answer
