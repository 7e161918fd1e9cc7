"""Addresses of the directory's pages."""

from django.urls import path

from rooms.directory import views

urlpatterns = [path("danh-ba/", views.site_list, name="site_list")]
