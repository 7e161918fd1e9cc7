"""Where each room's pages are mounted."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from conferencing import views
from rooms.invitations.actions import change, invite
from rooms.meetings import planning

admin.site.site_header = admin.site.site_title = _("Quản trị Điểm Cầu")
admin.site.index_title = _("Danh bạ, tài khoản, ngày nghỉ lễ")

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("quan-tri/", admin.site.urls),
    path("tai-khoan/", include("rooms.people.urls")),
    path("", include("rooms.directory.urls")),
    # The meetings' own page for cancelling, with a deed that writes letters too; so it stands before theirs.
    path(
        "hop/<slug:slug>/huy/",
        planning.cancel,
        {"deed": invite.cancel_and_tell, "deed_from_here_on": change.cancel_and_tell_from_here_on},
        name="meeting_cancel",
    ),
    path("", include("rooms.meetings.urls")),
    path("", include("rooms.papers.urls")),
    path("", include("rooms.attendance.urls")),
    path("", include("rooms.recordings.urls")),
    path("", include("rooms.live.urls")),
    path("", include("rooms.minutes.signoff.urls")),
    path("", include("rooms.invitations.urls")),
    path("", include("rooms.calendars.urls")),
    path("", include("rooms.demo.urls")),
]
