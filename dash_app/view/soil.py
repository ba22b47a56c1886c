"""How the soil carbon map was made and how far it can be trusted, in short."""

from __future__ import annotations

from dash_app.view import words
from dash_app.view.imagery import ImageryPanel
from dash_app.view.panel import Grid
from sinkmap.report.book import Book
from sinkmap.report.soil import TAKEN, soil_card_table, soil_scores_table
from sinkmap.run import RunResults
from sinkmap.text import Language

__all__ = ["soil_panel"]

_SCORES = ("method", "rmse", "bias", "coverage", "taken")
_LONG = 60
"""Characters past which a line of the card is left to the report."""


def soil_panel(results: RunResults, year: int, language: Language) -> ImageryPanel | None:
    """The soil map that stands for a year; None where the run has none up to it.

    It is of the whole city: one model serves every unit.
    """
    book = Book(results, year, {})  # the tables of the model walk back to no figures
    scores, card = soil_scores_table(book), soil_card_table(book)
    if not scores.rows:
        return None
    made = scores.rows[-1].cells[0].value
    places = [scores.column(name) for name in _SCORES]
    heads = tuple(scores.columns[place].header.say(language) for place in places)
    rows = [
        tuple(printed[place] for place in places)
        for row, printed in zip(scores.rows, scores.shown(language), strict=True)
        if row.cells[0].value == made
    ]
    taken = [row[-1] for row in rows]
    current = next((n for n, word in enumerate(taken) if word == TAKEN.say(language)), -1)
    facts = tuple(
        (label, said)
        for row, (_, label, said) in zip(card.rows, card.shown(language), strict=True)
        if row.cells[0].value == made and len(said) <= _LONG
    )
    grids = ((scores.title, Grid(heads, tuple(rows), current)),)
    return ImageryPanel(words.SOIL_MAP_OF.say(language).format(made), facts, grids)
