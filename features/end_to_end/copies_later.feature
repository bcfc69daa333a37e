@e2e
Feature: A copy of a customer's figures ends in its time, also while it is asked for
  A copy that lives on with every look at it never ends for the customers who matter most, and says what was true when
  it was made.

  @E2E-03 @prod.syn
  Scenario: Asking for a customer does not keep the platform's copies alive
    Given a fictitious customer with a recorded lawful basis for scoring
    And the customer was scored from figures that the platform holds
    When the platform's copies that name the customer are listed
    And the customer is asked about at every replica for 6 seconds
    Then each copy is that much nearer to its end, or gone
