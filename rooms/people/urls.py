"""Sign-in and sign-out, by allauth."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("vao/", views.login, name="account_login"),
    path("ra/", views.logout, name="account_logout"),
    path("mat-khau/", views.password_change, name="account_change_password"),
    path("quen-mat-khau/", views.password_reset, name="account_reset_password"),
    path("khoa/", views.account_inactive, name="account_inactive"),
    path("xac-nhan/", views.reauthenticate, name="account_reauthenticate"),
]
