"""Addresses of a meeting's Giấy mời."""

from django.urls import path

from rooms.papers import views

urlpatterns = [
    path("hop/<slug:slug>/giay-moi/van-ban/", views.paper_page, name="paper_page"),
    path("hop/<slug:slug>/giay-moi/van-ban/trang-<int:number>.png", views.paper_picture, name="paper_picture"),
    path("hop/<slug:slug>/giay-moi/van-ban.pdf", views.paper_pdf, name="paper_pdf"),
    path("hop/<slug:slug>/giay-moi/van-ban.docx", views.paper_docx, name="paper_docx"),
]
