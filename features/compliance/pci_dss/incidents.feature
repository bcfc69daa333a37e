@compliance @pci
Feature: Card data goes when it is not needed, and a number in the wrong place is an incident
  PCI DSS 3.2.1 and 12.10.7: what is forgotten is found by others. So cards that are not used any more go, and somebody
  watches the places where no card number may be. A watch that has stopped also reports nothing.

  @PCI-07 @prod.never @one_at_a_time.clean_up
  Scenario: A card that was not used for longer than agreed goes, and a younger one stays
    Given a fictitious customer whose card was last used one day before the longest time was over
    And another fictitious customer whose card was last used one day after the longest time was over
    When cards that are not needed any more are removed
    Then the older card can neither be listed nor read
    And the younger card can be read

  @PCI-07 @prod.never
  Scenario: A card number in a place not meant for it becomes an incident that does not repeat it
    Given an object with a number that is no card number, in a place not meant for cards
    When an object with a card number made for this test is put beside it
    Then within the agreed time the incidents name the object with the card number, once
    And the incident tells when it was found and repeats no digits of the number
    And the incidents do not name the object without one

  @PCI-07 @prod.never @one_at_a_time.clean_up
  Scenario: A card that was only looked at since its last use goes all the same
    Given a fictitious customer whose card was last used one day after the longest time was over
    And a person with that duty has read the number of the older card, and the customer had a copy of everything
    When cards that are not needed any more are removed
    Then the older card can neither be listed nor read

  @PCI-07 @prod.never
  Scenario Outline: The watch finds a card number also <form>
    When an object holds a card number made for this test <form>
    Then within the agreed time the incidents name the object with the card number, once
    And the incident tells when it was found and repeats no digits of the number

    Examples:
      | form                                  | why                                        |
      | in groups, as it is printed           | people write numbers down as they see them |
      | behind a million other signs          | the first lines are not the whole          |
      | in a compressed file                  | what is old is compressed                  |
      | in an object that was harmless before | what was looked at once is not done with   |

  @PCI-07 @prod.never
  Scenario: The watch for card numbers has come round lately and left nothing out
    When the watch is asked when it last came round
    Then that was not longer ago than agreed
    And it has looked at something and left nothing unread
