"""Addresses of the answer pages and of the desk's page of invitations."""

from django.urls import path

from rooms.invitations.views import change, desk, hall_list, mails, nobodys, rsvp

urlpatterns = [
    path("tra-loi/<str:token>/", rsvp.rsvp, name="rsvp"),
    path("tra-loi/<str:token>/vang-mat/", rsvp.decline, name="rsvp_decline"),
    path("tra-loi/<str:token>/du-thay/", rsvp.substitute, name="rsvp_substitute"),
    path("tra-loi/<str:token>/giay-moi.ics", rsvp.calendar, name="rsvp_calendar"),
    path("tra-loi/<str:token>/giay-moi.pdf", rsvp.paper, name="rsvp_paper"),
    path("tra-loi/<str:token>/gio-khac/", rsvp.another_time, name="rsvp_time"),
    path("tra-loi/<str:token>/danh-sach/", hall_list.hall_list, name="rsvp_list"),
    path("tra-loi/<str:token>/da-mo/", rsvp.opened, name="rsvp_opened"),
    path("tra-loi/<str:token>/vao/", rsvp.enter, name="rsvp_enter"),
    path("hop/<slug:slug>/doi/", change.change_page, name="meeting_change"),
    path("hop/<str:slug>/giay-moi/", desk.page, name="invitations_page"),
    path("hop/<str:slug>/giay-moi/danh-sach.csv", hall_list.halls_csv, name="halls_csv"),
    path("hop/<str:slug>/giay-moi/tien-do/", desk.progress, name="invitations_progress"),
    path("hop/<str:slug>/giay-moi/gui/", desk.send, name="invitations_send"),
    path("hop/<str:slug>/giay-moi/nhac/", desk.remind, name="invitations_remind"),
    path("hop/<str:slug>/giay-moi/ngay-nhac/", desk.choose_reminders, name="invitations_reminders"),
    path("hop/<str:slug>/giay-moi/dung/", desk.stop, name="invitations_stop"),
    path("hop/<str:slug>/giay-moi/tiep/", desk.resume, name="invitations_resume"),
    path("hop/<str:slug>/giay-moi/thu/", mails.page, name="invitation_mails"),
    path("hop/<str:slug>/giay-moi/thu/<int:received_id>/", mails.mail, name="invitation_mail"),
    path("hop/<str:slug>/giay-moi/thu/<int:received_id>/thu.eml", mails.mail_file, name="invitation_mail_file"),
    path("hop/<str:slug>/giay-moi/thu/<int:received_id>/<slug:deed>/", mails.deed, name="invitation_mail_deed"),
    path("hop/<str:slug>/giay-moi/thu/di/<int:delivery_id>/", mails.posted, name="invitation_posted"),
    path("hop/<str:slug>/giay-moi/doi-gio/<int:proposal_id>/<slug:deed>/", mails.decide, name="invitation_proposal"),
    path("thu-den/", nobodys.page, name="nobodys_mails"),
    path("thu-den/<int:received_id>/", nobodys.mail, name="nobodys_mail"),
    path("thu-den/<int:received_id>/thu.eml", nobodys.mail_file, name="nobodys_mail_file"),
    path("thu-den/<int:received_id>/<slug:deed>/", nobodys.deed, name="nobodys_mail_deed"),
    path("hop/<str:slug>/giay-moi/<int:invitation_id>/<slug:deed>/", desk.deed, name="invitation_deed"),
]
