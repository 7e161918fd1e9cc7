"""Addresses of the recordings."""

from django.urls import path

from rooms.recordings import views

urlpatterns = [
    path("hop/<slug:slug>/ban-ghi/", views.recordings_page, name="recordings_page"),
    path("hop/<slug:slug>/ban-ghi/<uuid:recording_id>.mp4", views.recording_film, name="recording_film"),
    path("hop/<slug:slug>/ban-ghi/<uuid:recording_id>/<slug:deed>/", views.recording_deed, name="recording_deed"),
]
