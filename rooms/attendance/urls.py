"""Addresses of attendance."""

from django.urls import path

from rooms.attendance import views

urlpatterns = [
    path("hop/<slug:slug>/diem-danh/", views.attendance_page, name="attendance_page"),
    path("hop/<slug:slug>/diem-danh/<uuid:seat_id>/", views.hall_page, name="hall_roll"),
]
