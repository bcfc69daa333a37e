"""What things are called in published interfaces, in the languages that they are written in.

Words are compared by how they begin, without accents: `consent` is met by `consents` and by `consentimentos`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

CONCEPTS = {
    "account": "account user usuari utilizador benutzer konto cuenta conta utilisateur compte",
    "again": "replay rerun",
    "age": "age idad edad alter lebensalter",
    "audit": "audit journal logbook registo registro protokoll bitacora trail",
    "basis": "basis bases lawful legal-basis consent einwilligung rechtsgrundlage agree permission",
    "bureau": "bureau schufa external-score indice score-externo bonitaet credit-score creditscore fico",
    "card": "card cartao-de-credito tarjeta karte carte pan",
    "case": "contest review dispute appeal case revis revisa ueberpruefung widerspruchsfall recours impugna",
    "change": "change mudanca aenderung cambio deployment promotion",
    "correct": "correct rectif korrektur corrig berichtig patch dados features figures",
    "customer": "customer client applicant borrower kunde antragsteller cliente pessoa person subject consumer titular",
    "decide": "decision decide ruling rule verdict entscheid decis decid",
    "debt": "debt dti esforco endividamento schulden verschuldung deuda dette",
    "email": "email mail correio correo",
    "employment": "employ emprego empleo beschaeftig emploi tenure job",
    "entries": "entr eintr event",
    "erase": "erase erasure delete deletion forget apagament loesch borrado effac remove",
    "explain": "explain explanation explicac erklaer explicat reason motivo grund adverse-action",
    "export": "export copy copia kopie auskunft portab access-request download dsar",
    "figures": "features figures dados daten datos attributes profile merkmale",
    "health": "health live alive liveness viva ping heartbeat healthz lebendig",
    "hold": "hold retencao-legal litigation sperre retencion",
    "income": "income salary rendiment ingreso einkommen revenu earnings gehalt",
    "level": "level band grade class escalao stufe rating tier nivel risk-level risiko risklevel",
    "measure": "metrics prometheus measurements",
    "model": "model scorecard cartao-de-pontos modell modelo modele",
    "name": "name nome nombre nom",
    "number": "id identifier number numero nummer kennung reference ref no uuid",
    "object": "objection object opposition oposic widerspruch oppos",
    "points": "score points pontos punkte puntos probability puntuac",
    "purge": "purge cleanup limpeza retention bereinig depur",
    "purpose": "purpose finalidade zweck finalidad proposito",
    "ready": "ready readiness pronta bereit listo readyz",
    "request": "request solicitation pedido anfrage application antrag",
    "score": "score scoring avalia assess evaluat bewert puntua rating result ergebnis bonitaet kreditpruefung",
    "serve": "current active serving champion vigente atual aktiv",
    "session": "session login sign-in signin token acesso anmeld oauth auth",
    "state": "status state estado zustand etat",
    "statement": "statement comment declaracao texto begruendung comentario",
    "ticket": "ticket",
    "train": "train treino trainier entren",
    "verify": "verif integrity pruefe",
    "version": "version versao fassung",
    "when": "at time timestamp momento zeit fecha date data quando",
    "who": "by actor quem wer user por",
    "withdraw": "withdraw revoke revoga widerruf retir cancel-consent opt-out",
}
"""A concept -> how words for it begin; several words with dashes are looked for one after the other."""
_BREAKS = re.compile(r"[^a-z0-9]+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def words_of(*texts: str) -> list[str]:
    """The words of names and paths, in small letters without accents.

    >>> words_of("/customers/{customerId}/lawful-basis")
    ['customers', 'customer', 'id', 'lawful', 'basis']
    """
    plain = unicodedata.normalize("NFKD", " ".join(_HUMPS.sub(" ", text) for text in texts))
    return [word for word in _BREAKS.split(plain.encode("ascii", "ignore").decode().lower()) if word]


def concepts_in(words: Iterable[str]) -> set[str]:
    """The concepts that these words, one after the other, speak of."""
    told = [*words]
    return {
        concept for concept, beginnings in CONCEPTS.items() if any(_stands(one, told) for one in beginnings.split())
    }


def _stands(beginning: str, words: list[str]) -> bool:
    parts = beginning.split("-")
    places = range(len(words) - len(parts) + 1)
    return any(all(_begins(words[at + i], part) for i, part in enumerate(parts)) for at in places)


def _begins(word: str, beginning: str) -> bool:
    """Short words are whole ones: `id` is no beginning of `identity`."""
    return word in (beginning, f"{beginning}s") if len(beginning) < 4 else word.startswith(beginning)
