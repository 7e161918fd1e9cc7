"""Sign-in and sign-out, by allauth; my own page."""

from allauth.account import views
from django.urls import path, re_path

from rooms.people.views import person_settings

urlpatterns = [
    path("toi/", person_settings, name="person_settings"),
    path("vao/", views.login, name="account_login"),
    path("ra/", views.logout, name="account_logout"),
    path("mat-khau/", views.password_change, name="account_change_password"),
    path("quen-mat-khau/", views.password_reset, name="account_reset_password"),
    path("quen-mat-khau/da-gui/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("mat-khau-moi/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("khoa/", views.account_inactive, name="account_inactive"),
    path("xac-nhan/", views.reauthenticate, name="account_reauthenticate"),
]
