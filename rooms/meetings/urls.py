"""Addresses of the meetings' pages."""

from django.urls import URLPattern, path

from rooms.meetings import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
]
