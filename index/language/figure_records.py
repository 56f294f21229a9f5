"""What a few words say in numbers, as it can be compared.

Records alone: `index.language.figure_reading` makes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Amount", "Figures"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, and of what.

    Attributes:
        value: In the unit.
        unit: One that others are converted to, the code of a currency, or nothing.
        system: What it was converted by; 1 where it was not.
        rounded: Whether it was written with a word for its size, *4,2 Mio.*, or as a rough one:
            *about 200*.
        bound: 1 where it is said to be more than that, -1 where less.
    """

    value: float
    unit: str = ""
    system: float = 1.0
    rounded: bool = False
    bound: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text says in numbers.

    Attributes:
        amounts: In the order of the text.
        calendar: Year, month, day, weekday (from 0) and minute of the day, where it names them.
        rest: Its other words, in lower case.
    """

    amounts: tuple[Amount, ...] = ()
    calendar: Mapping[str, int] = field(default_factory=dict)
    rest: tuple[str, ...] = ()
