"""How the acts of the enterprises are drawn at random (see `comity.record.strategies`)."""

from __future__ import annotations

from collections.abc import Mapping

from comity.enterprises import acts
from comity.enterprises.strategies import applications, authorities, licences, register
from comity.record.acts import Act
from comity.record.strategies import Strategy

OFTEN: tuple[type[Act], ...] = (acts.ApplyForLicence, acts.IssueLicence, acts.RegisterEnterprise)
STRATEGIES: Mapping[type[Act], Strategy] = {
    **authorities.STRATEGIES,
    **register.STRATEGIES,
    **applications.STRATEGIES,
    **licences.STRATEGIES,
}
