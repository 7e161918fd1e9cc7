"""Where each room's pages are mounted."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from conferencing import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("quan-tri/", admin.site.urls),
    path("tai-khoan/", include("rooms.people.urls")),
    path("", include("rooms.directory.urls")),
    path("", include("rooms.meetings.urls")),
    path("", include("rooms.live.urls")),
    path("", include("rooms.minutes.signoff.urls")),
    path("", include("rooms.invitations.urls")),
]
