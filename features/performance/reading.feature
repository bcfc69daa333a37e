@performance
Feature: Reading is quick, also where nothing may be changed
  In a place where the platform is in use, a small load that only reads tells whether it answers in time. What was
  answered before must be answered from a copy, so that the database is not asked again for what did not change.

  @PERF-01 @prod.ro @serial
  Scenario: A small load that only reads is served in time
    Given the right answer to a question that changes nothing
    When the question is asked at the small agreed rate
    Then no answer is about another customer, has another score, or is empty
    And 95 percent of the requests get a good answer within 500 milliseconds

  @PERF-01 @prod.never @serial
  Scenario: Figures that did not change are read from the cache under load
    Given fictitious customers whose figures the platform has stored and was asked for before
    When scores are asked for at the small agreed rate
    Then no answer is about another customer, has another score, or is empty
    And the cache had what was looked for in at least 80 percent of the requests
