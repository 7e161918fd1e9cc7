"""Addresses of the calendars' page, and those that programs read."""

from django.urls import URLPattern, path

from rooms.calendars import views

urlpatterns: list[URLPattern] = [
    path("tai-khoan/lich/", views.calendar_page, name="calendar_page"),
    path("lich/<slug:token>.ics", views.feed, name="calendar_feed"),
    path("lich/<slug:token>.ifb", views.busy, name="calendar_busy"),
]
