@compliance @sox
Feature: Every change of what decides is asked for, approved and deployed by three people, and leaves a full entry
  A figure in the accounts must lead back to whoever changed its source, and why. Internal controls over financial
  reporting (Sarbanes-Oxley Act, sections 302 and 404) rest on that record. It matters to whoever signs the accounts.

  @SOX-01 @prod.never @serial
  Scenario: A change of model leaves one full entry that says what was done
    Given the model that serves, and another registered one
    When three people bring the other one into use, with a reason that nobody gave before
    Then exactly one entry on record gives this reason
    And the entry names the version that served before and the one that serves now
    And the entry names who asked, who approved and who deployed, each at the time when they did
    And the entry names the model, the environment, the ticket, the outcome and the digest of the approved file

  @SOX-01 @prod.ro
  Scenario: Each change on record begins where the one before ended
    When the record of changes is read
    Then each change of the model names as old version what the change before brought into use
    And each change of the limits names as old version what the change before brought into use
    And no change on record lacks what an entry must name

  @SOX-03 @prod.never @serial
  Scenario: A name, an address or a time that a request claims beside itself is not believed
    Given the model that serves, and another registered one
    When three people bring the other one into use, and every request claims to come from somebody else, long ago
    Then the entry names who asked, who approved and who deployed, each at the time when they did
    And what was claimed stands nowhere in the entry

  @SOX-03 @prod.never @serial
  Scenario: A name that a request claims in its contents is refused or not believed
    Given the model that serves, and another registered one
    When a change is asked for in somebody else's name
    Then the request is refused, or the entry names who really asked
    And what was claimed stands nowhere in the record of this change

  @SOX-03 @prod.never @serial
  Scenario: A name that is written on the model in the registry is not believed
    Given the model that serves, and another registered one
    And somebody else's name is written on the other model as its author
    When three people bring the other one into use, with a reason that nobody gave before
    Then the entry names who asked, who approved and who deployed, each at the time when they did
    And what was claimed stands nowhere in the entry

  @SOX-04 @prod.never @serial
  Scenario Outline: A change is not accepted <case>
    Given the model that serves, and another registered one
    When a change is asked for <case>
    Then it is refused for what it says, and the refusal is on record
    And the model in use is the one of before

    Examples: Reasons that say nothing
      | case                                  |
      | with an empty reason                  |
      | with a reason of blanks               |
      | with a full stop as its reason        |
      | with a single word as its reason      |
      | with one sign repeated as its reason  |
      | with one word repeated as its reason  |

    Examples: Tickets that cover nothing
      | case                                          |
      | with a ticket that nobody registered          |
      | with a ticket that was not approved           |
      | with a ticket that covered another change     |
      | with a ticket that covered a change of limits |

  @SOX-04 @prod.never @serial
  Scenario: What nobody approved is not deployed
    Given the model that serves, and another registered one
    And the change to the other one was asked for
    When the change is to be deployed
    Then it is refused as not fitting, and the refusal is on record
    And the model in use is the one of before

  @SOX-04 @prod.never @serial
  Scenario: What was changed after its approval is not deployed
    Given the model that serves, and another registered one
    And the change to the other one was asked for and approved
    And the digest of the other one is then written anew in the registry
    When the change is to be deployed
    Then it is refused as not fitting, and the refusal is on record
    And the model in use is the one of before

  @SOX-04 @prod.ro
  Scenario: Every change in the history was approved before it was deployed, with a reason and a ticket
    When a sample of the changes that came to be is drawn, in a way that anybody can repeat
    Then each was asked for, approved and deployed in this order, with the same file, a reason and an approved ticket

  @SOX-05 @prod.never @serial
  Scenario Outline: <who> cannot approve what the model developer asked for
    Given the model that serves, and another registered one
    And the change to the other one was asked for
    When it is to be approved by <who>
    Then it is refused as not permitted, and the refusal is on record
    And the change can still be approved by the person whose task that is

    Examples:
      | who                                 |
      | the person who asked                |
      | the same person by a second account |
      | a program                           |

  @SOX-05 @prod.never @serial
  Scenario: An account with every right cannot bring a model into use alone
    Given the model that serves, and another registered one
    When an account with every right asks for a change and then approves it
    Then it is refused as not permitted, and the refusal is on record
    And the model in use is the one of before

  @SOX-05 @prod.never @serial
  Scenario Outline: <who> cannot deploy what the model developer asked for
    Given the model that serves, and another registered one
    And the change to the other one was asked for and approved
    When it is to be deployed by <who>
    Then it is refused as not permitted, and the refusal is on record
    And the model in use is the one of before

    Examples:
      | who                                 |
      | the person who asked                |
      | the same person by a second account |

  @SOX-05 @prod.ro
  Scenario: Nobody in the history took two parts in one change
    When a sample of the changes that came to be is drawn, in a way that anybody can repeat
    Then who asked, who approved and who deployed were three people in each
