@performance
Feature: Whoever asks for the first time is served as quickly as whoever asks again
  A platform that remembers its answers is quick with questions that it was asked before. A customer at the counter asks
  once. So the time is also taken of customers whom nobody has seen before, and of every kind of them.

  @PERF-01 @prod.never @serial
  Scenario: The first answer to new customers comes in time, whatever kind they are of
    When 60 fictitious customers of all kinds, whom nobody has seen before, are scored once each
    Then 95 percent of the first answers came within 500 milliseconds
    And half of the first answers to each kind of customer came within 500 milliseconds
