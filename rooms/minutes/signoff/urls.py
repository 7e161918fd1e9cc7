"""Addresses of the sign-off page and of the files."""

from django.urls import path

from rooms.minutes.signoff import views

urlpatterns = [
    path("hop/<slug:slug>/ky/", views.signoff_page, name="signoff_page"),
    path("hop/<slug:slug>/ky/trang-<int:number>.png", views.signoff_picture, name="signoff_picture"),
    path("hop/<slug:slug>/bien-ban.docx", views.record_docx, name="record_docx"),
    path("hop/<slug:slug>/bien-ban.pdf", views.record_pdf, name="record_pdf"),
]
