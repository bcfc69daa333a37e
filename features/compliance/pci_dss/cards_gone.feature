@compliance @pci
Feature: A card that goes is gone, and each goes by its own last use
  PCI DSS 3.2.1: a card that is only hidden from its list is still there to be stolen; one that stays because its owner
  uses another card is kept without need; and one that goes while it is used is an honest customer's card.

  @PCI-07 @prod.never @one_at_a_time.clean_up
  Scenario: Nothing that was stored of a card is left once it is removed
    Given a fictitious customer whose card was last used one day after the longest time was over
    And what is stored of the older card is known, and a search finds it
    When cards that are not needed any more are removed
    Then the older card can neither be listed nor read
    And nothing that was stored of the older card is left in any declared place

  @PCI-07 @prod.never @one_at_a_time.clean_up
  Scenario: Another card of the same customer keeps no card alive, and a late message ends none
    Given a fictitious customer with a card that was not used for longer than agreed, and one that was used today
    When the message of a payment of long ago with the card that is in use arrives late, and one of today after it
    And cards that are not needed any more are removed
    Then the card that was not used is gone, and those in use can be read
