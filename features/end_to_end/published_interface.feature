@e2e @serial @last
Feature: The scoring API does what its published description says, and nothing else
  Other systems are built on the description of the interface. An answer that it does not mention breaks them, and
  a documented refusal that is never given is a promise that nobody keeps.

  @E2E-10 @prod.never
  Scenario: Calls that cannot be served during an outage say so
    Given a fictitious customer with a recorded lawful basis for scoring
    And the customer system knows this customer
    When each service that the platform depends on is cut off in turn and every operation is tried
    Then every call was answered and no answer was a failure without explanation
    And no score was given that is not kept
    And everything works again soon after the connections are restored

  @E2E-10 @prod.never
  Scenario: Every answer of this run was one that the description promises
    When the answers of this run are compared with the description
    Then each of them was described and had the described form
    And there were at least 20 kinds of answers to compare

  @E2E-10 @prod.never @whole-run
  Scenario: More than 95 percent of the described answers were given in this run
    Given this run included every part of the end-to-end layer
    When the answers of this run are compared with the description
    Then more than 95 percent of the described answers were given
