@compliance @sox
Feature: No two of the three parts of a change are one person's, and limits are guarded like models
  Sarbanes-Oxley sections 302 and 404: a limit between two risk levels decides about as many people as a model does,
  and an emergency needs a reason more than any other change. Whatever is asked of the usual way to a new model is asked
  of each other way to another decision.

  @SOX-05 @prod.never @serial
  Scenario: An account with every right cannot deploy what it asked for
    Given the model that serves, and another registered one
    When an account with every right asks for the change and, once it is approved, deploys it
    Then it is refused as not permitted, and the refusal is on record
    And the model in use is the one of before

  @SOX-05 @prod.never @serial
  Scenario Outline: <who> cannot bring into use what they approved
    Given the model that serves, and another registered one
    When the change is asked for, and <who> approves and then deploys it
    Then it is refused as not permitted, and the refusal is on record
    And the model in use is the one of before

    Examples:
      | who                         |
      | an account with every right |
      | the person who approves     |
      | the person who deploys      |

  @SOX-05 @prod.never @serial
  Scenario: Other limits are not approved by whoever must not approve a model
    Given the limits between risk levels that are in use, and others
    And the change to the other limits was asked for
    When each of "the person who asked", "the same person by a second account" and "a program" tries to approve it
    Then each attempt is refused as not permitted, and each refusal is on record
    And the change can still be approved by the person whose task that is

  @SOX-05 @prod.never @serial
  Scenario: Other limits are not deployed by anybody who took another part in their change
    Given the limits between risk levels that are in use, and others
    And the change to the other limits was asked for and approved
    When each of "the person who asked", "the same person by a second account" and "the person who approves" tries to deploy it
    Then each attempt is refused as not permitted, and each refusal is on record
    And the limits in use are those of before

  @SOX-05 @prod.never @serial
  Scenario Outline: An account with every right cannot move a limit alone: it asks and <two>
    Given the limits between risk levels that are in use, and others
    When an account with every right asks for other limits and <two>
    Then it is refused as not permitted, and the refusal is on record
    And the limits in use are those of before

    Examples:
      | two                                 |
      | approves them                       |
      | deploys them once they are approved |

  @SOX-04 @prod.never @serial
  Scenario: Other limits are not accepted for a reason that says nothing
    Given the limits between risk levels that are in use, and others
    When other limits are asked for, each time with a reason that says nothing
    Then each attempt is refused for what it says, and each refusal is on record
    And the limits in use are those of before

  @SOX-04 @prod.never @serial
  Scenario Outline: Other limits are not accepted with <ticket>
    Given the limits between risk levels that are in use, and others
    When other limits are asked for with <ticket>
    Then it is refused for what it says, and the refusal is on record
    And the limits in use are those of before

    Examples: Tickets that cover nothing
      | ticket                             |
      | a ticket that nobody registered    |
      | a ticket that was not approved     |
      | a ticket that covered other limits |
      | a ticket that covered a model      |

  @SOX-04 @prod.never @serial
  Scenario: Limits that nobody approved are not deployed
    Given the limits between risk levels that are in use, and others
    And the change to the other limits was asked for
    When the change is to be deployed
    Then it is refused as not fitting, and the refusal is on record
    And the limits in use are those of before

  @SOX-04 @prod.never @serial
  Scenario: No emergency excuses a reason that says nothing
    Given the model that serves, and another registered one
    When the other one is to be brought into use in an emergency with each reason that says nothing
    Then each attempt is refused for what it says, and each refusal is on record
    And the model in use is the one of before

  @SOX-04 @prod.never @serial
  Scenario: An emergency is not reviewed by a finding that says nothing
    Given the model that serves, and another registered one
    And the other one was brought into use in an emergency
    When the emergency is reviewed with each finding that says nothing
    Then each attempt is refused for what it says
    And the emergency still waits for its review
    And the review by another person is on record
