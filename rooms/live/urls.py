"""Addresses of the room."""

from django.urls import path

from rooms.live import line_test, views

urlpatterns = [
    path("kiem-tra-mang/", line_test.page, name="line_test"),
    path("kiem-tra-mang/do/", line_test.offer, name="line_test_offer"),
    path("hop/<slug:slug>/ve/", views.ticket, name="ticket"),
    path("hop/<slug:slug>/vao/", views.join_page, name="join_page"),
    path("hop/<slug:slug>/phong/", views.room_page, name="room_page"),
    path("hop/<slug:slug>/phong/du-thay/", views.substitutes, name="room_substitutes"),
    path("hop/<slug:slug>/bien-ban/", views.minutes_page, name="minutes_page"),
]
