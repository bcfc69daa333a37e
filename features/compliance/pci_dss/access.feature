@compliance @pci
Feature: Every single access to card data is logged with the person who had it
  PCI DSS 10.2.1, its first part: after a leak the first question is who looked. An entry that names a service, or one line for a
  hundred cards, does not answer it; an entry that is lost now and then answers it wrongly.

  @PCI-09 @prod.never
  Scenario: Each reading of a number leaves exactly one entry with the person who read it
    Given the cards of 4 fictitious customers are kept
    When two persons with that duty read numbers of random cards, 30 in all, one by one
    Then the audit log has exactly one entry for each reading, with the true person and the card, and no other

  @PCI-09 @prod.never
  Scenario: Reading many numbers at once leaves an entry for each of them
    Given the cards of 4 fictitious customers are kept
    When a person with that duty reads all their numbers at once
    Then the audit log has exactly one entry for each reading, with the true person and the card, and no other

  @PCI-09 @prod.never
  Scenario: Somebody without that duty is refused a number, and the entry says who it was and which card
    Given a fictitious customer whose card is kept
    When everybody without that duty tries to read its number
    Then each is refused as not permitted
    And the audit log has exactly one entry about each, as refused, with who it was and which card

  @PCI-09 @prod.never
  Scenario: Reading a card in the database leaves an entry with the person whose account it was
    Given the cards of 1 fictitious customers are kept
    When a person with an account of their own reads a card in the database
    Then the audit log has exactly one entry for each reading, with the true person and the card, and no other
