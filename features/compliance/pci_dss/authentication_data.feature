@compliance @pci
Feature: Security codes, tracks and PINs are never kept
  PCI DSS 3.3.1 and 3.3.2: what proves at a payment that the card is there must not outlive the payment, not even
  encrypted. Three digits cannot be searched for, so each secret here is a long word in the field of one.

  @PCI-05 @prod.never
  Scenario: A code, a track and a PIN are refused or dropped on every way in, and found nowhere
    Given a fictitious customer with a recorded lawful basis for scoring
    When secrets of cards made for this test are handed in
      | secret        | way                                     |
      | security code | with the customer's card                |
      | track         | with the customer's card                |
      | PIN           | with the customer's card                |
      | security code | with a scoring request                  |
      | security code | inside the figures of a scoring request |
      | security code | with a card payment                     |
      | track         | with a card payment                     |
      | PIN           | with a card payment                     |
    Then what is refused is refused by the name of its field, and no answer repeats a secret
    And a search of every declared place finds none of the secrets

  @PCI-05 @prod.never
  Scenario: A card that comes with its security code is kept as any other card, or not at all
    Given two fictitious customers with the same figures and a recorded lawful basis for scoring
    When the card of one is handed in alone, and that of the other with its security code
    Then the second card is not kept, or its record has the columns and the lengths of the first
