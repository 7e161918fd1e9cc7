"""The table of public holidays, kept by the administrator."""

from django.contrib import admin

from rooms.meetings.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not subscriptable at run time
    """Confirmed each year by the decision that the government publishes."""

    list_display = ("day", "name", "made_up", "source")
    list_filter = ("made_up",)
    search_fields = ("name", "source")
    date_hierarchy = "day"
