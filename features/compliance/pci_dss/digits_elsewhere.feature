@compliance @pci
Feature: Pieces and digests of card numbers lie nowhere, not in logs and messages either
  PCI DSS 3.4.1 and 3.5.1: a line for developers with the last eight digits and a list with the first eight make a
  whole number; a digest that anybody can make tells a number to whoever tries them all, wherever it lies.

  @PCI-06 @prod.never
  Scenario: No declared place holds more digits of card numbers than anybody may be shown
    Given the cards of 3 fictitious customers are kept
    And the cards were listed, their numbers read by a person with that duty, and paid with
    When more of their digits than anybody may be shown are looked for
    Then no declared place holds them of every card

  @PCI-03 @prod.never
  Scenario: No declared place holds a digest of a card number that anybody can make
    Given the cards of 1 fictitious customers are kept
    And the cards were listed, their numbers read by a person with that duty, and paid with
    When digests of their numbers are looked for, with what stands beside them as salt and as key
    Then no declared place holds any of these digests
