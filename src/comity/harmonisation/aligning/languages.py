"""Languages that the multilingual model has learned (XLM-RoBERTa: Conneau et al. 2020, table 6)."""

from __future__ import annotations

from comity.phrase import Refusal

KNOWN = frozenset({
    "af", "am", "ar", "as", "az", "be", "bg", "bn", "br", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo",
    "es", "et", "eu", "fa", "fi", "fr", "fy", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id",
    "is", "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "ku", "ky", "la", "lo", "lt", "lv", "mg", "mk", "ml",
    "mn", "mr", "ms", "my", "ne", "nl", "no", "om", "or", "pa", "pl", "ps", "pt", "ro", "ru", "sa", "sd", "si",
    "sk", "sl", "so", "sq", "sr", "su", "sv", "sw", "ta", "te", "th", "tl", "tr", "ug", "uk", "ur", "uz", "vi",
    "xh", "yi", "zh",
})  # fmt: skip


class UnknownLanguage(Refusal):
    """The model does not know the language “{language}”, so it cannot compare it with “{other}”. Give a translation of
    the text into a language that it knows, such as Russian; two texts in one language need no model.
    """

    status = 422


def is_one_language(one: str, other: str) -> bool:
    """Whether two codes are of the same language: "en" and "en-GB" are."""
    return base(one) == base(other)


def base(code: str) -> str:
    """The language of a code without its region or script."""
    return code.strip().replace("_", "-").split("-")[0].casefold()


def require_known(one: str, other: str) -> None:
    """Raises `UnknownLanguage` for the first of the two that the model has not learned."""
    for language, beside in ((one, other), (other, one)):
        if base(language) not in KNOWN:
            raise UnknownLanguage(language=language, other=beside)
