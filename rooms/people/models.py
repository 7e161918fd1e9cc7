"""Person: somebody with an account, or only with an address. The custom user; migration zero of the house."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.people.rules import NAME_MAX, clean_name, fold


class Role(models.TextChoices):
    """What a person is in the house; rights in one meeting come from the seat, not from here."""

    ADMINISTRATOR = "administrator", _("Quản trị")
    SECRETARY = "secretary", _("Thư ký")
    OFFICIAL = "official", _("Cán bộ")
    TECHNICIAN = "technician", _("Kỹ thuật viên điểm cầu")


class PersonManager(BaseUserManager["Person"]):
    """The way persons come into being: names cleaned and keyed, passwords hashed."""

    def create_user(self, email: str, full_name: str, password: str | None = None, **fields: object) -> "Person":
        """A person; without a password nobody can sign in as them. Raises rules.BadName."""
        name = clean_name(full_name)
        person = self.model(email=self.normalize_email(email).lower(), full_name=name, folded=fold(name), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, full_name: str, password: str | None = None) -> "Person":
        """The first administrator of a house."""
        return self.create_user(email, full_name, password, role=Role.ADMINISTRATOR, is_superuser=True)


class Person(AbstractBaseUser, PermissionsMixin):
    """A person; the e-mail address is what they sign in with and where their letters go."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("Thư điện tử"), unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=NAME_MAX)
    folded = models.CharField(max_length=NAME_MAX, editable=False, db_index=True)
    position = models.CharField(_("Chức vụ"), max_length=NAME_MAX, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=32, blank=True)
    role = models.CharField(_("Vai trò"), max_length=16, choices=Role, default=Role.OFFICIAL)
    language = models.CharField(
        _("Ngôn ngữ"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi"
    )
    is_active = models.BooleanField(_("Đang hoạt động"), default=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("cán bộ")
        verbose_name_plural = _("cán bộ")

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_staff(self) -> bool:
        """May open Django's own administration pages."""
        return self.is_superuser or self.role == Role.ADMINISTRATOR

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ANN401 - Django's signature
        """There an administrator may do everything, also one who was made there and not at the command line."""
        return (self.is_active and self.is_staff) or super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """The same of a whole room."""
        return (self.is_active and self.is_staff) or super().has_module_perms(app_label)
