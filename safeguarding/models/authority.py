"""The local authority, and the local words, links and telephone numbers that forms and pages print."""

from django.db import models

TERMS = {
    "authority": "Local authority",
    "early_help": "Early help",
    "front_door": "Children's social care, first contact",
    "front_door_phone": "Telephone of the first contact",
    "out_of_hours_phone": "Telephone outside office hours",
    "lado": "Local authority designated officer",
    "lado_phone": "Telephone of the designated officer",
    "lado_email": "E-mail of the designated officer",
    "partnership": "Safeguarding children partnership",
    "adviser_service": "Child protection adviser for schools",
    "adviser_email": "E-mail of the adviser for schools",
    "threshold_document": "Continuum of need",
    "escalation_policy": "Escalation procedure",
    "police_unit": "Police child protection unit",
    "child_mental_health": "Child mental health service",
    "adult_risk_service": "Service for adults who pose a risk",
}


class LocalAuthority(models.Model):
    """An English local authority with children's services."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "local authorities"
        ordering = ["name"]

    def __str__(self):
        return self.name


class LocalTerm(models.Model):
    """What one placeholder of an edition means in one authority."""

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="terms")
    key = models.CharField(max_length=40, choices=TERMS)
    text = models.CharField(max_length=200)
    url = models.URLField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    checked_on = models.DateField()

    class Meta:
        ordering = ["authority", "key"]
        constraints = [models.UniqueConstraint(fields=["authority", "key"], name="one_term_per_authority")]

    def __str__(self):
        return f"{self.authority}: {self.key}"
