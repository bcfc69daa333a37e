@compliance @pci
Feature: What is said about cards and accounts in the audit log is what happened, whatever the caller claims
  PCI DSS 10.2.2: where somebody came from is what a search after a leak begins with. An address that the caller may
  choose, or one that is the same for everybody, begins no search.

  @PCI-11 @prod.never
  Scenario Outline: Nobody can lie to the audit log about <act>
    When somebody makes <act>, from a second address of ours, and claims another user, address and time
    Then the audit log has exactly one entry about it
    And the entry names the true user, the kind of event, the outcome, the address it came from and what it was about
    And the time of the entry lies within the time of the act, in UTC, by the server's clock

    Examples:
      | act                                                   |
      | a reading of a card number                            |
      | a reading of card numbers, all at once                |
      | a reading of a card number by somebody without that duty |
      | a sign-in with the right password                     |
      | a sign-in with a wrong password                       |
      | a change of a password                                |
