@performance
Feature: New questions are answered in time under load as well
  A platform that remembers its answers is quick with a few customers who ask again and again, which is how loads are
  often tried. On a busy day everybody asks for the first time.

  @PERF-01 @prod.never @serial
  Scenario: The agreed rate is served when each question is asked for the first time
    Given as many questions about fictitious customers as the agreed load has, none of which was asked before
    When each of these questions is asked at the agreed rate
    Then no answer is about another customer, has another score, or is empty
    And at least 99 percent of the requests get a good answer
    And 95 percent of the requests get a good answer within 500 milliseconds
