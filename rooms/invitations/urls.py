"""Addresses of the answer pages and of the desk's page of invitations."""

from django.urls import path

from rooms.invitations.views import desk, rsvp

urlpatterns = [
    path("tra-loi/<str:token>/", rsvp.rsvp, name="rsvp"),
    path("tra-loi/<str:token>/vang-mat/", rsvp.decline, name="rsvp_decline"),
    path("tra-loi/<str:token>/du-thay/", rsvp.substitute, name="rsvp_substitute"),
    path("tra-loi/<str:token>/giay-moi.ics", rsvp.calendar, name="rsvp_calendar"),
    path("tra-loi/<str:token>/giay-moi.pdf", rsvp.paper, name="rsvp_paper"),
    path("tra-loi/<str:token>/da-mo/", rsvp.opened, name="rsvp_opened"),
    path("tra-loi/<str:token>/vao/", rsvp.enter, name="rsvp_enter"),
    path("hop/<str:slug>/giay-moi/", desk.page, name="invitations_page"),
    path("hop/<str:slug>/giay-moi/tien-do/", desk.progress, name="invitations_progress"),
    path("hop/<str:slug>/giay-moi/gui/", desk.send, name="invitations_send"),
    path("hop/<str:slug>/giay-moi/nhac/", desk.remind, name="invitations_remind"),
    path("hop/<str:slug>/giay-moi/<int:invitation_id>/<slug:deed>/", desk.deed, name="invitation_deed"),
]
