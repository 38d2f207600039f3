"""Rosters of the unit of this walk: one that is judged, and one that waits."""

from __future__ import annotations

from issuer.roster.tray import Tray
from issuer.roster.worker import RosterWorker
from keys.encoding import Json
from tests.contract.units import FORM, MULTIPART, UNIT
from tests.province import Province

NOBODYS = "0123456789abcdef"


class Rosters:
    """What stands in the addresses and the forms of a unit's rosters."""

    def __init__(self, province: Province) -> None:
        office = province.office
        tray, data = Tray(office.engine, office.pepper), b"QR\nx"
        worker = RosterWorker(office, lambda: province.at)

        def lay() -> str:
            return tray.lay(data, UNIT, purpose="聘用（示例）", language="zh_CN", at=province.at)

        done = lay()
        worker.work()
        self._numbers: list[Json] = [done, lay(), NOBODYS]

    @property
    def paths(self) -> dict[str, list[Json]]:
        """Endpoint -> numbers."""
        return {f"rosters.{each}": self._numbers for each in ("one", "result", "receipt")}

    @property
    def bodies(self) -> dict[str, dict[str, list[Json]]]:
        """Endpoint -> forms; what is to go is nobody's, or not there yet."""
        asked: list[Json] = [{"roster": number} for number in self._numbers[1:]]
        return {
            "rosters.hand_in": {MULTIPART: [{"roster": "QR\nx", "purpose": "聘用（示例）"}]},
            "rosters.remove": {FORM: asked},
        }
