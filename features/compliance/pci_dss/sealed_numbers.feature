@compliance @pci
Feature: Stored card numbers are sealed, and the keys lie elsewhere
  PCI DSS 3.5.1, 3.6.1 and 3.7: where a card number is kept, it is encrypted with a strong method that notices every
  change; the keys lie apart from it and can be replaced. An encoding, or a secret that is the same for every card, is
  not encryption, however unreadable it looks.

  @PCI-02 @prod.never
  Scenario: Equal numbers do not look alike where they are stored, and neither gives the number away
    Given two fictitious customers with the same figures and a recorded lawful basis for scoring
    When the same card is handed in for both of them, and another card for each
    Then the stored values of the same number differ
    And no other column is the same for the same number, but agreed keyed hashes
    And no column of a stored card gives its number away to somebody without the key
    And no value anywhere in the database is a number with each digit changed in the same way
    And no two stored values are their numbers changed in the same way

  @PCI-02 @prod.never
  Scenario: A card that is handed in again is one card under the token it had, or has another token as agreed
    Given a fictitious customer whose card is kept
    When the same card is handed in again
    Then its token is the one that the profile announces for a card that comes again

  @PCI-02 @prod.never
  Scenario: A stored card that was altered is an error, never another number
    Given a fictitious customer whose card is kept
    And another fictitious customer whose card is kept
    When the stored card is altered by one bit, cut short, or exchanged for that of the other customer
    Then reading the number is an error each time, and gives no digits
    And the number is read unchanged once the stored card is as it was

  @PCI-02 @prod.never
  Scenario: The whole number is for persons with that duty, and refused to everybody else
    Given a fictitious customer whose card is kept
    When everybody named in the profile tries to read the whole number
    Then each person with that duty reads exactly the number that was handed in
    And everybody else is refused and told no digit of it

  @PCI-02 @prod.never @serial
  Scenario: After a change of keys old cards can be read, and new ones are under the new key
    Given a fictitious customer whose card is kept
    When the key is changed
    And a card is handed in for another fictitious customer
    Then the number of the earlier card is read unchanged
    And the later card is stored under another key than the earlier one was

  @PCI-02 @prod.never
  Scenario: The keys are found in no place where cards or anything else is stored
    Given the keys of the vault as the key store holds them
    When every declared place is searched for them
    Then none of the keys is found
