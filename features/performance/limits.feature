@performance
Feature: It is known where the platform breaks, and that it recovers
  A platform that breaks must do so above what was agreed, must say which limit gave way, and must come back by itself
  when the rush is over. Nobody should learn this on the day of a rush.

  Background:
    Given fictitious customers of all kinds whose scores are known from a time without load

  @PERF-02 @prod.never @serial
  Scenario: After a sudden rush the platform is soon as it was before
    When scores are asked for at a usual rate, then suddenly far more often, then at the usual rate again
    Then no answer is about another customer, has another score, or is empty
    And soon after the rush 97 percent of the requests get a good answer
    And soon after the rush 95 percent of the requests get a good answer within 500 milliseconds

  @PERF-02 @prod.never @serial
  Scenario: The rate at which the platform breaks lies above the agreed one
    When scores are asked for at a rate that rises step by step until a limit is broken
    Then the last rate that is borne is at least the agreed one, and what gave way above it is told
    And up to the agreed rate 95 percent of the requests get a good answer within 500 milliseconds
    And no answer is about another customer, has another score, or is empty
    And soon after the rate has fallen each customer gets the right answer again
