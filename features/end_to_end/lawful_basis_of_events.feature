@e2e
Feature: Events of customers without a lawful basis are not processed
  A gate that only the front door has is no gate. Whoever must not be scored on request must not be scored because an
  event about them arrives either.

  @E2E-07 @prod.never
  Scenario Outline: A <event> does not lead to a score without a recorded lawful basis
    Given a fictitious customer without a recorded lawful basis
    And somebody waits for scoring results before anything is sent
    And somebody waits for rejected messages before anything is sent
    When both a <event> of the customer and one of a customer with a recorded lawful basis are sent
    Then the good one's result arrives in time
    And the event of the customer without a lawful basis is set aside, or read and passed over where that was agreed
    And no result for the customer without a lawful basis has arrived by then

    Examples:
      | event           |
      | customer record |
      | scoring request |
