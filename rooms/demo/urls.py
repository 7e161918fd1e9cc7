"""Addresses of the demo's own pages."""

from django.urls import path

from rooms.demo import views

urlpatterns = [
    path("hop-thu/", views.mailbox, name="demo_mailbox"),
    path("hop-thu/<str:key>/", views.letter, name="demo_letter"),
    path("hop-thu/<str:key>/noi-dung/", views.letter_body, name="demo_letter_body"),
]
