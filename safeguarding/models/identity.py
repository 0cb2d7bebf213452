"""How a row is named in an address, and how a repeated post makes one row."""

import secrets
import uuid

from django.db import IntegrityError, models, transaction

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no letter that is mistaken for another


def new_public_id() -> str:
    """Twelve random characters, about 59 bits: says nothing, cannot be counted through."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


class PublicRow(models.Model):
    """A row with a random name for addresses; the running number stays inside."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True


class CreatedOnceQuerySet(models.QuerySet):
    """Makes one row of a form, however often the form arrives."""

    def create_once(self, request_key: uuid.UUID, **fields):
        """The row of this key, and whether it was made now.

        ``fields`` must hold ``school``: a key never leads to a row of another school.
        """
        try:
            with transaction.atomic():
                return self.create(request_key=request_key, **fields), True
        except IntegrityError:
            row = self.filter(request_key=request_key, school=fields["school"]).first()
            if row is None:
                raise
            return row, False


class CreatedOnce(models.Model):
    """A row that a form makes, with the key of that form."""

    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
