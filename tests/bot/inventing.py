"""Records and changes that are made up by chance, for machines that compare the bot with a plain model."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from briefings.load import TABLES, adapter
from briefings.model import About, Dossier
from tests.bot.plain import Record, Standing

HOME = "town-square-lighting"
DATES = ("2019", "2021-05", "2022-03-04")


def new(word: str, kind: str, standing: Record, data: st.DataObject) -> dict[str, Any]:
    def ids(*nouns: str) -> st.SearchStrategy[str]:
        there = sorted(one for one, record in standing.items() if record.noun in nouns)
        return st.sampled_from(there or ["src-nothing"])

    def some(*nouns: str) -> list[str]:
        return sorted(data.draw(st.sets(ids(*nouns), max_size=2)) - {"src-nothing"})

    date = data.draw(st.sampled_from(DATES))
    match kind:
        case "person":
            roles = [{"role": "Chair", "organisation": one} for one in some("organisation")]
            return {"name": word.title(), "summary": "s", "roles": roles}
        case "organisation":
            return {"name": word.title(), "summary": "s", "kind": "other"}
        case "question":
            return {"text": f"{word}?", "proposition": f"{word}.", "short": word}
        case "source":
            return {"kind": "press", "publisher": word, "url": f"https://{word.replace(' ', '.')}.example.org/"}
        case "quote":
            return {
                "speaker": data.draw(ids("person", "organisation")), "words": f"{word} was said.", "said": date,
                "source": data.draw(ids("source")), "questions": some("question"),
            }  # fmt: skip
        case "event":
            return {
                "date": date, "title": f"{word} happens", "summary": "It did.", "source": data.draw(ids("source")),
                "people": some("person"), "organisations": some("organisation"), "quotes": some("quote"),
            }  # fmt: skip
        case _:
            quote = data.draw(ids("quote"))
            who = standing[quote].fields["speaker"] if quote in standing else "nobody"
            return {
                "who": who, "question": data.draw(ids("question")), "date": date, "score": 1, "reading": word,
                "quotes": [quote], "events": some("event"),
            }  # fmt: skip


def correction(word: str, record: Standing, data: st.DataObject) -> dict[str, Any]:
    match record.noun:
        case "person" | "organisation":
            return data.draw(st.sampled_from([{"name": word.title()}, {"summary": word}, {"aliases": [word]}]))
        case "quote":
            excerptless = {"words": f"{word} was said instead.", "excerpt": None}
            return data.draw(st.sampled_from([excerptless, {"note": word}, {"note": None}, {"questions": []}]))
        case "event":
            return data.draw(st.sampled_from([{"title": word}, {"people": []}, {"quotes": []}, {"note": None}]))
        case "position" | "briefing":
            return {"reading": word} if record.noun == "position" else {"title": word}
        case "question":
            return {"short": word}
        case "disputed":
            return {"why": word}
        case _:
            return {"title": word}


def renamed(noun: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Give the fields as a row of JSON has them, where `kind` names the record."""
    return {f"{noun}_kind" if name == "kind" else name: value for name, value in fields.items()}


def searched(record: Standing, shown: Record) -> str:
    """Give the text of a record that search looks through."""
    fields = record.fields
    match record.noun:
        case "quote":
            names = [shown[fields["speaker"]].fields["name"]]
            own = [fields["words"], fields.get("occasion", ""), *fields.get("questions", []), *fields.get("tags", [])]
        case "event":
            names = [shown[one].fields["name"] for one in (*fields.get("people", []), *fields.get("organisations", []))]
            own = [fields["title"], fields["summary"]]
        case _:
            names, own = [], [fields["name"], fields["summary"], *fields.get("aliases", [])]
    return " ".join((*own, *names)).casefold()


def alterations(record: Standing, word: str) -> dict[str, Any]:
    match record.noun:
        case "person" | "organisation":
            return {"summary": word}
        case "quote" | "event":
            return {"note": word}
        case "position":
            return {"reading": word}
        case "question":
            return {"text": word}
        case "disputed":
            return {"why": word}
        case _:
            return {"title": word}


def dossier_of(record: Record) -> Dossier:
    rows = {
        table.field: tuple(
            adapter(table.type).validate_python(one.fields) for one in record.values() if one.noun == table.noun
        )
        for table in TABLES
    }
    return Dossier(about=adapter(About).validate_python(record[HOME].fields), **rows)
