@performance
Feature: Neither time nor growing numbers of users wear the platform out
  Slow answers that come with the hours, and memory that is never given back, end in an outage at night. A long steady
  load must leave times and memory as they are, and users who come one after the other must all be served.

  Background:
    Given fictitious customers of all kinds whose scores are known from a time without load

  @PERF-03 @prod.never @serial
  Scenario: A long steady load changes neither the times of answers nor the memory
    When scores are asked for at a steady rate for long, while the platform's memory is read
    Then no answer is about another customer, has another score, or is empty
    And the memory of the platform does not grow beyond the agreed limit
    And the usual time of an answer does not grow beyond the agreed limit
    And the platform does not stand still again and again

  @PERF-04 @prod.never @serial
  Scenario: Every stage of a growing number of users is served
    When users come stage by stage and ask for scores
    Then no answer is about another customer, has another score, or is empty
    And in every stage 95 percent of the requests get a good answer within 500 milliseconds
    And in the last stage more scores are given than in the first one
