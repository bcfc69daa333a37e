@compliance @pci
Feature: An encrypted disk is not enough: nobody who can sign in finds a readable number
  PCI DSS 3.5.1, its second and third part: encryption of disks protects against burglars, not against users. So what counts is what
  each way of reading returns to somebody who has signed in.

  @PCI-04 @prod.never
  Scenario: None of the ways of reading a card, but the one for that duty, returns a readable number
    Given a fictitious customer whose card is kept
    When the card is read in every other way that the profile names
    Then each of them returned something about that card
    And none of them returned its number, in whatever way it is written
    And a search of every declared place, row by row and file by file, finds it nowhere

  @PCI-04 @prod.ro
  Scenario: No stored card reads as a card number
    Given at least one card is stored
    When the stored values of all cards are looked through
    Then none of them holds 13 to 19 digits with a valid check digit
