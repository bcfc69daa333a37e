@e2e
Feature: Whoever reads late gets every result all the same
  A system that waits for decisions may be down, or slow. What was decided meanwhile is still there when it comes back,
  for as long as was agreed: a decision that vanishes unread is a customer without an answer.

  @E2E-07 @prod.never
  Scenario: A reader who was away finds every result of that time, once
    Given a fictitious customer with a recorded lawful basis for scoring
    And a reader of scoring results who is away from now on
    When a scoring request of this customer is sent every half second for 8 seconds
    And the reader comes back 6 seconds after the last of them
    Then the reader gets exactly one result of every request, each with this customer's score

  @E2E-07 @prod.never
  Scenario: Results are kept for the agreed time, however many there are
    When the event broker is asked how long it keeps results
    Then it keeps them for at least the agreed delivery window
    And it removes none of them to save space
