"""An agreement with its parties, what they put in, what they owe, and what changed it."""

from minga.agreements.models.agreement import Agreement, AgreementQuerySet, Formalises
from minga.agreements.models.parts import Alert, Amendment, Contribution, Obligation, Party

__all__ = [
    "Agreement",
    "AgreementQuerySet",
    "Alert",
    "Amendment",
    "Contribution",
    "Formalises",
    "Obligation",
    "Party",
]
