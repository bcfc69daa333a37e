@compliance @pci
Feature: Security codes, tracks and PINs are never kept
  PCI DSS 3.3.1 and 3.3.2: what proves at a payment that the card is there must not outlive the payment, not even
  encrypted. Three digits cannot be searched for, so each secret here is a long word in the field of one.

  @PCI-05 @prod.never
  Scenario Outline: A code, a track and a PIN that come <way> are refused or dropped, and found nowhere
    Given a fictitious customer with a recorded lawful basis for scoring
    When a code, a track and a PIN of cards made for this test are handed in <way>
    Then what is refused is refused for the secret, and no answer repeats one
    And a search of every declared place finds none of the secrets

    Examples:
      | way                                     | why                                 |
      | with the customer's card                | where a card is, its code is near   |
      | with a scoring request                  | a sender passes on all that it has  |
      | inside the figures of a scoring request | it is overlooked one level down     |
      | with a card payment                     | a payment has them by right         |

  @PCI-05 @prod.never
  Scenario: A card that comes with its security code is kept as any other card, or not at all
    Given two fictitious customers with the same figures and a recorded lawful basis for scoring
    When the card of one is handed in alone, and that of the other with its security code
    Then the second card is not kept, or its record has the columns and the lengths of the first
