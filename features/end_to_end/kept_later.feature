@e2e
Feature: What was decided stays decided
  A decision is read again when somebody objects, and that is not in the first second. One that has changed meanwhile,
  or that was told a second time, cannot be defended.

  @E2E-06 @prod.never
  Scenario: A decision is told as it was given, also later
    Given somebody waits for scoring results before anything is sent
    And 100 decisions about fictitious customers were given by request, and 0 by event
    When 24 seconds pass
    Then every replica tells each decision as it was given
    And the newest decision about each customer is the last one that was given

  @E2E-07 @prod.never
  Scenario: No result and no message comes a second time later
    Given somebody waits for scoring results before anything is sent
    And 0 decisions about fictitious customers were given by request, and 20 by event
    When 24 seconds pass
    Then each request that came by event has one result, which the platform tells as it was sent
    And no customer has a message twice
