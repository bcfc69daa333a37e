@compliance @pci
Feature: The audit log tells who did what, when, from where, to what, and how it ended
  PCI DSS 10.2.1 and 10.2.2: access, refused access and readings of the log itself leave one entry each, and an entry
  has all six elements. Half an entry convicts nobody and clears nobody; an entry that believes the caller is worse.

  @PCI-11 @prod.syn
  Scenario Outline: <act> is told as it happened
    Given a fictitious customer with a recorded lawful basis for scoring
    When there is <act>
    Then the audit log has exactly one entry about it
    And the entry names the true user, the kind of event, the outcome, the address it came from and what it was about
    And the time of the entry lies within the time of the act, in UTC, by the server's clock

    Examples:
      | act                                                                   |
      | a reading of a customer's figures with a token that nobody was given  |
      | a reading of a customer's figures by somebody without the right       |
      | a reading of the audit log by somebody without the right              |
      | a reading of the audit log by an auditor                              |

  @PCI-11 @prod.syn
  Scenario Outline: Nobody can lie to the audit log about <act>
    Given a fictitious customer with a recorded lawful basis for scoring
    When there is <act>, which claims another user, another address and another time, from a second address of ours
    Then the audit log has exactly one entry about it
    And the entry names the true user, the kind of event, the outcome, the address it came from and what it was about
    And the time of the entry lies within the time of the act, in UTC, by the server's clock

    Examples:
      | act                                                                   |
      | a reading of a customer's figures with a token that nobody was given  |
      | a reading of the audit log by somebody without the right              |
      | a reading of the audit log by an auditor                              |

  @PCI-11 @prod.syn
  Scenario: Every entry of the audit log has all six elements
    When an auditor reads the whole audit log
    Then every entry has a user, a kind of event, a time in UTC, an outcome, an address and what it was about
    And the newest entries include that of an earlier reading by this run

  @PCI-10 @prod.syn
  Scenario: A burst of refused calls leaves one entry each, there before the next call is made
    Given a fictitious customer with a recorded lawful basis for scoring
    When 40 calls are refused, by turns for a wrong token and for a missing right, each over a connection of its own
    Then each of the 40 refusals has exactly one entry when it is looked for at once

  @PCI-10 @prod.syn
  Scenario: Every identity that is refused something is named in the audit log
    When each identity without the right to read the audit log tries to read it
    Then each is refused, and the audit log has exactly one entry with the name of each

  @PCI-10 @prod.syn
  Scenario: Somebody without any token, with an empty one and with a cut-off one is refused and recorded
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer's figures are asked for without a token, with an empty one and with the first half of a true one
    Then each is refused as unknown, and the audit log has exactly one entry about each

  @PCI-12 @prod.syn
  Scenario: A reading of the audit log is itself in the audit log, with what was looked for
    When an auditor looks in the audit log for the acts of one user
    Then the audit log has exactly one entry about it
    And the entry names the true user, the kind of event, the outcome, the address it came from and what it was about
    And the entry tells whose acts were looked for

  @PCI-12 @prod.syn
  Scenario: In whatever way the audit log is searched, the search is in it, also one that finds nothing
    When an auditor looks for something in the audit log in every way that there is
    Then the audit log has exactly one entry about each search, with the auditor who made it
    And each of these entries tells what was looked for

  @PCI-12 @prod.syn
  Scenario: Nobody but an auditor reads the audit log, and every attempt is in it
    When each identity without the right to read the audit log tries to read it
    Then each is refused, and the audit log has exactly one entry with the name of each
    And none of them was shown an entry

  @PCI-10 @prod.never
  Scenario: An object that is created in the database and removed again leaves an entry for each
    When a table is created in the database and removed again, under a name made up for this scenario
    Then the audit log has exactly one entry about its creation and one about its removal, with who did it and when
