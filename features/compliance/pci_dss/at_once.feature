@compliance @pci
Feature: Nobody's act escapes the audit log because many act at the same moment
  PCI DSS 10.2.1: whoever steals reads many cards, and quickly. A log that keeps up with one caller only, or that stops
  counting after the first few cards, tells of everybody but the thief.

  @PCI-09 @prod.never
  Scenario: Readings of numbers at the same moment leave one entry each
    Given the cards of 4 fictitious customers are kept
    When two persons with that duty read numbers of these cards, 60 in all, several at the same moment
    Then the audit log has exactly one entry for each reading, with the true person and the card, and no other

  @PCI-09 @prod.never
  Scenario: A reading of forty numbers at once leaves forty entries
    Given the cards of 40 fictitious customers are kept
    When a person with that duty reads all their numbers at once
    Then the audit log has exactly one entry for each reading, with the true person and the card, and no other

  @PCI-10 @prod.syn
  Scenario: Refused calls at the same moment leave one entry each
    Given a fictitious customer with a recorded lawful basis for scoring
    When 60 calls with a token that nobody was given are refused, several at the same moment
    Then each of the 60 refusals at the same moment has exactly one entry
