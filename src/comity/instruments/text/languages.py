"""Language codes: ours are of ISO 639-1, those of Akoma Ntoso of ISO 639-2 (terminological)."""

from __future__ import annotations

_THREE = {
    "en": "eng", "ru": "rus", "hy": "hye", "be": "bel", "kk": "kaz", "ky": "kir", "tg": "tgk", "fr": "fra", "es": "spa",
    "ar": "ara", "zh": "zho", "de": "deu", "uz": "uzb", "az": "aze", "ka": "kat", "tk": "tuk", "mn": "mon", "sr": "srp",
    "uk": "ukr", "ro": "ron", "it": "ita", "pt": "por", "tr": "tur", "fa": "fas", "hi": "hin", "vi": "vie", "pl": "pol",
}  # fmt: skip
_TWO = {three: two for two, three in _THREE.items()}


def three_letters(code: str) -> str:
    """The code that Akoma Ntoso wants; ``und`` (undetermined) for a language not listed here."""
    return _THREE.get(code[:2].lower(), code if len(code) == 3 else "und")


def two_letters(code: str) -> str:
    """Our code for one of Akoma Ntoso; a code not listed here stays as it is."""
    return _TWO.get(code, code)
