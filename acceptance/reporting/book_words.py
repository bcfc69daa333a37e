"""The words around the specification, in each language of its book; what the catalogue and the features say stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping

LANGUAGES = ("en", "fr")
_FRENCH: Mapping[str, str] = {
    "Specification book": "Livre de la spécification",
    "Acceptance of credit-scoring platforms": "Réception des plateformes de notation de crédit",
    "To the requirements": "Vers les exigences",
    "Parts of this page": "Parties de cette page",
    "Index by clause": "Index par article",
    "What changed": "Ce qui a changé",
    "Requirements": "Exigences",
    "Requirement": "Exigence",
    "Clause": "Article",
    "The official text": "Le texte officiel",
    "Status": "État",
    "Search": "Chercher",
    "Show": "Montrer",
    "GDPR-06, erased, Art. 17 ...": "GDPR-06, erased, Art. 17 ...",
    "shown": "montrées",
    "of": "sur",
    "This page says what is required and, for each requirement, what is known. It is not a statement of compliance.": (
        "Cette page dit ce qui est exigé et, pour chaque exigence, ce qu'on en sait. Elle n'atteste pas la conformité."
    ),
    "The outcomes are those of the run": "Les résultats sont ceux de l'exécution",
    "in the environment": "dans l'environnement",
    "begun": "commencée le",
    "This run is incomplete: what it did not reach is not known.": (
        "Cette exécution est incomplète : ce qu'elle n'a pas atteint n'est pas connu."
    ),
    "There is no run yet, so no outcome is known.": "Il n'y a pas encore d'exécution : aucun résultat n'est connu.",
    "Scenarios stand in English, as they are checked; beside some stands a translation, and of a duty both.": (
        "Les scénarios sont en anglais, tels qu'ils sont vérifiés ; certains sont traduits à côté, et chaque "
        "obligation est dite dans les deux langues : c'est l'anglais qui est vérifié."
    ),
    "Compared with the earlier book": "En comparaison du livre antérieur",
    "nothing is said otherwise": "rien n'est dit autrement",
    "sentences are said otherwise": "phrases sont dites autrement",
    "Where": "Où",
    "Before": "Avant",
    "Now": "Maintenant",
    "new": "nouveau",
    "gone": "supprimé",
    "Obligation": "Obligation",
    "Why": "Pourquoi",
    "Looked at": "Examiné",
    "Tried": "Essayé",
    "Counts as": "Compte comme",
    "Reason": "Motif",
    "Since": "Depuis",
    "runs in a row": "exécutions de suite",
    "Whose": "Responsable",
    "due": "à corriger avant le",
    "nobody is named": "personne n'est nommé",
    "Can it turn red": "Peut-elle échouer",
    "Declared": "Déclaré",
    "Accepted": "Accepté",
    "Gap": "Lacune",
    "To bind": "À relier",
    "Severity": "Gravité",
    "Must catch": "Doit détecter",
    "citation not yet verified": "citation pas encore vérifiée",
    "No scenario looks at it.": "Aucun scénario ne l'examine.",
    "Before each scenario of this feature": "Avant chaque scénario de cette partie",
    "Examples": "Exemples",
    "What came of it": "Ce qu'il en est advenu",
    "Example": "Exemple",
    "It was no part of the run.": "Il ne faisait pas partie de l'exécution.",
    "Its full text stands below": "Son texte complet se trouve sous",
    "The original": "L'original",
    "Stale translation: the English text has changed since.": (
        "Traduction périmée : le texte anglais a changé depuis."
    ),
    "Scenarios that name no requirement": "Scénarios qui ne nomment aucune exigence",
    "satisfied": "satisfait",
    "violated": "enfreint",
    "inconclusive": "non concluant",
    "not assessed": "non évalué",
    "not looked at": "non examiné",
    "waived": "dérogation",
    "not applicable": "non applicable",
    "provided by another system": "assuré par un autre système",
    "self check": "contrôle de la suite elle-même",
    "blocker": "bloquante",
    "critical": "critique",
    "normal": "normale",
    "minor": "mineure",
    "control": "exigence",
    "scenario": "scénario",
    "clause": "article",
    "title": "titre",
    "obligation": "obligation",
    "why": "pourquoi",
    "evidence": "examiné",
    "covers": "essayé",
    "severity": "gravité",
    "gap": "lacune",
}


def told_in(language: str) -> Callable[[str], str]:
    """Says words of this module in a language; a word that nobody translated is an error, not English in between."""
    if language == "en":
        return lambda english: english
    return lambda english: _FRENCH[english]
