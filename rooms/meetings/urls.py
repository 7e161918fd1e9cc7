"""Addresses of the meetings' pages."""

from django.urls import URLPattern, path

from rooms.meetings import planning, views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("hop/", views.meeting_list, name="meeting_list"),
    path("hop/moi/", planning.plan, name="meeting_plan"),
    path("hop/moi/lich/", planning.advice, name="meeting_advice"),
    path("bien-ban/", views.record_list, name="record_list"),
    path("hop/chuoi/<uuid:series_id>/", views.series_page, name="series_page"),
    path("hop/<slug:slug>/", views.meeting_page, name="meeting_page"),
    path("hop/<slug:slug>/sua/", planning.edit, name="meeting_edit"),
    path("hop/<slug:slug>/huy/", planning.cancel, name="meeting_cancel"),
]
