"""The table of public holidays, kept by the administrator."""

from django.contrib import admin

from rooms.meetings.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not subscriptable at run time
    """Confirmed each year by the decision that the government publishes."""

    list_display = ("day", "name")
    search_fields = ("name",)
    date_hierarchy = "day"
