"""A long text for benchmarks and tests of exports: every kind of line, of our own words."""

from __future__ import annotations

from comity.instruments.text.structure import (
    Cell,
    Kind,
    Note,
    Paragraph,
    Provision,
    Run,
    Table,
    Text,
    Words,
)

_SENTENCES = {
    "en": "The Parties shall inform one another of each measure taken under this Article, and shall consult at the "
    "request of any of them before a measure that may touch the rights of another takes effect.",
    "ru": "Стороны информируют друг друга о каждой мере, принятой в соответствии с настоящей статьёй, и по просьбе "
    "любой из них проводят консультации до вступления в силу меры, которая может затронуть права другой Стороны.",
    "hy": "Կողմերը միմյանց տեղեկացնում են սույն հոդվածի համաձայն ձեռնարկված յուրաքանչյուր միջոցի մասին։",
    "ar": "تُبلغ الأطراف بعضها بعضا بكل تدبير يُتخذ بموجب هذه المادة.",
}
_DONE = {
    "en": "In witness whereof the undersigned have signed this Agreement.",
    "ru": "В удостоверение чего нижеподписавшиеся подписали настоящее Соглашение.",
    "hy": "Ի հավաստումն որի՝ ներքոստորագրյալները ստորագրեցին սույն համաձայնագիրը։",
    "ar": "وإثباتا لما تقدم وقع الموقعون أدناه هذا الاتفاق.",
}
_NAMES = {
    "en": ("Agreement on the common use of rivers", "Part", "Article", "Duty to inform", "Annex"),
    "ru": ("Соглашение об общем пользовании реками", "Часть", "Статья", "Обязанность информировать", "Приложение"),
    "hy": (
        "Համաձայնագիր գետերի ընդհանուր օգտագործման մասին",
        "Մաս",
        "Հոդված",
        "Տեղեկացնելու պարտականություն",
        "Հավելված",
    ),
    "ar": ("اتفاق بشأن الاستخدام المشترك للأنهار", "الجزء", "المادة", "واجب الإبلاغ", "المرفق"),
}


def agreement(articles: int, language: str = "en", *, paragraphs: int = 4) -> Text:
    """An agreement of so many articles: a preamble, parts, articles with points, footnotes, a table, an annex."""
    title, part, article, duty, annex = _NAMES[language]
    sentence = _SENTENCES[language]
    parts = tuple(
        Provision(
            f"part_{number + 1}",
            Kind.PART,
            f"{part} {number + 1}",
            (Words(duty),),
            children=tuple(
                _article(count, f"part_{number + 1}__art_{count}", f"{article} {count}.", duty, sentence, paragraphs)
                for count in range(number * 10 + 1, min(number * 10 + 11, articles + 1))
            ),
        )
        for number in range((articles + 9) // 10)
    )
    return Text(
        language,
        preface=(Paragraph("preface__p_1", (Words(title),)),),
        preamble=(
            Provision(
                "preamble__recitals__rec_1", Kind.RECITAL, blocks=(_paragraph("preamble__recitals__rec_1", sentence),)
            ),
        ),
        body=parts,
        conclusions=(
            Provision("conclusions__p_1", Kind.CLOSING, blocks=(_paragraph("conclusions__p_1", _DONE[language]),)),
        ),
        annexes=(
            Provision("att_1", Kind.ANNEX, f"{annex} 1", (Words(duty),), blocks=(_table("att_1__table_1", duty),)),
        ),
    )


def _article(number: int, id: str, label: str, heading: str, sentence: str, paragraphs: int) -> Provision:
    children = tuple(
        Provision(
            f"{id}__para_{count}",
            Kind.PARAGRAPH,
            f"{count}.",
            blocks=(Paragraph(f"{id}__para_{count}__content__p_1", _runs(sentence, number if count == 2 else 0)),),
            children=_points(f"{id}__para_{count}", sentence) if count == 1 else (),
        )
        for count in range(1, paragraphs + 1)
    )
    return Provision(id, Kind.ARTICLE, label, (Words(heading),), children=children)


def _points(id: str, sentence: str) -> tuple[Provision, ...]:
    return tuple(
        Provision(
            f"{id}__point_{letter}",
            Kind.POINT,
            f"({letter})",
            blocks=(_paragraph(f"{id}__point_{letter}__content__p_1", sentence),),
        )
        for letter in "ab"
    )


def _runs(sentence: str, note: int) -> tuple[Run, ...]:
    plain: tuple[Run, ...] = (Words(sentence + " "), Words(sentence, "italic"))
    return (*plain, Note(str(note), (Words(sentence[:60]),))) if note and note % 5 == 0 else plain


def _paragraph(id: str, sentence: str) -> Paragraph:
    return Paragraph(id, (Words(sentence),))


def _table(id: str, word: str) -> Table:
    head = (Cell((Words(word),), heading=True, columns=2), Cell((Words("%"),), heading=True))
    rows = tuple(
        (Cell((Words(f"{word} {row}"),), rows=1), Cell((Words("A"),)), Cell((Words(str(row)),))) for row in range(1, 9)
    )
    return Table(id, (head, *rows))
