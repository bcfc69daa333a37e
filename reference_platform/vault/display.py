"""What of a card number is shown to whom. All surfaces show the same digits, so that pieces never fit together."""

from collections.abc import Collection

# The registrar compares with the card in the customer's hand; everybody else tells cards apart by the last four.
SEES_THE_ISSUER = frozenset({"registrar"})
HIDDEN = "******"


def shown(issuer_digits: str, last_four: str, roles: Collection[str]) -> str:
    """A card number as somebody with these roles sees it.

    >>> shown("411111", "1111", ["registrar"]), shown("411111", "1111", ["scorer"])
    ('411111******1111', '******1111')
    """
    issuer = issuer_digits if SEES_THE_ISSUER.intersection(roles) else ""
    return f"{issuer}{HIDDEN}{last_four}"
