"""Interface text: every word a person reads exists in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Language", "Text"]


class Language(StrEnum):
    """A language of the interface."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of interface text in both languages.

    Raises
    ------
    ValueError
        If either language is empty: a missing translation is a fault of ours, found at import.
    """

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError(f"text needs both languages: {self.zh!r} / {self.en!r}")

    @classmethod
    def of(cls, words: Text | str) -> Text:
        """A text as it is; a name or citation that reads alike in both languages as a text."""
        return words if isinstance(words, Text) else cls(words, words)

    def say(self, language: Language | str) -> str:
        """Return the text in one language."""
        return self.zh if Language(language) is Language.ZH else self.en

    def format(self, **values: object) -> Text:
        """Fill named placeholders of both languages with the same values."""
        return Text(self.zh.format(**values), self.en.format(**values))

    def to_json(self) -> dict[str, str]:
        """Both languages as a JSON object."""
        return {"zh": self.zh, "en": self.en}
