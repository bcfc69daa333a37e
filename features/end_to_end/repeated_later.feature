@e2e
Feature: What was processed is remembered when it comes once more much later
  A message is sent again when nobody is sure that it arrived, and that is not always at once. A loan that counts twice
  because its first arrival was forgotten lets an honest customer be refused.

  @E2E-07 @prod.never
  Scenario: A loan and a request that come once more after many others still count once
    Given a fictitious customer with a recorded lawful basis for scoring
    And somebody waits for scoring results before anything is sent
    And the customer's record was sent and scored
    When a loan and a scoring request of the customer come once more, after 50 other events and 12 s
    Then each of the customer's loans counts once
    And the request that came again has one result when a later one has its own
