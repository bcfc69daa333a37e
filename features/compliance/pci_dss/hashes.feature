@compliance @pci
Feature: A hash of a card number cannot be computed by somebody without a key
  PCI DSS 3.5.1, its first part: a plain hash hides nothing, because all numbers of one issuer can be tried in seconds. So a stored
  value must not be any common digest of the number, whatever it was mixed with that stands beside it.

  @PCI-03 @prod.never
  Scenario: No stored value is a common digest of the number, alone or mixed with what stands beside it
    Given a fictitious customer whose card is kept
    When each stored value is compared with the common digests of the number, with its neighbours as salt and as key
    Then none of them is such a digest

  @PCI-03 @prod.never
  Scenario: No word that stands in the database, in whatever table or setting, is the salt or the key of a digest
    Given a fictitious customer whose card is kept
    When every word that stands anywhere in the database is tried as salt and as key of a digest of the number
    Then none of them is such a digest

  @PCI-03 @prod.never
  Scenario: No word that everybody tries, no name of a setting and of a service, is the key of a digest
    Given a fictitious customer whose card is kept
    When words that everybody tries first, and all names that are known here, are tried as key of a digest of the number
    Then none of them is such a digest

  @PCI-03 @prod.never
  Scenario: Trying all numbers with the same first and last digits finds none that fits a stored value
    Given a fictitious customer whose card is kept
    When all 100,000 numbers with the same six first and four last digits are tried against each stored value
    Then none of them fits
    And the trial takes at most 5 s of computing time

  @PCI-03 @PCI-06 @prod.never
  Scenario: Nothing that is kept or listed of cards follows from their hidden digits, not even a sum or a short digest
    Given the cards of 10 fictitious customers are kept
    When what is kept and listed of each card is set against what follows from its hidden digits
    Then nothing follows from them by one rule for all cards

  @PCI-03 @prod.never
  Scenario: No declared place holds a plain digest of a number that is kept
    Given a fictitious customer whose card is kept
    And the customer's card was listed, and its number read by a person with that duty
    When every declared place is searched for the number and its digests
    Then none of them is found
