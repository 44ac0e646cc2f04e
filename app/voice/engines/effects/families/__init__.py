"""Families of sounds that are made rather than recorded: each is a way to make one, in as many variations as there are
seeds. A family is a function of a `Making`; the name under which `FAMILIES` has it is the sound's in `words.tsv`."""

from app.voice.engines.effects.families import (
    alarms,
    animals,
    blows,
    cinema,
    games,
    household,
    interface,
    machines,
    people,
    vehicles,
    walking,
    water,
    weather,
)
from app.voice.engines.effects.making import Family

FAMILIES: dict[str, Family] = {
    **alarms.FAMILIES,
    **animals.FAMILIES,
    **blows.FAMILIES,
    **cinema.FAMILIES,
    **games.FAMILIES,
    **household.FAMILIES,
    **interface.FAMILIES,
    **machines.FAMILIES,
    **people.FAMILIES,
    **vehicles.FAMILIES,
    **walking.FAMILIES,
    **water.FAMILIES,
    **weather.FAMILIES,
}
