@chaos
Feature: An experiment leaves nothing behind, and says truly what it found
  Whoever breaks something on purpose must be able to put it right in any case, even after the power of the tester's
  own machine has failed. And what is told of the experiment must be the effect of the fault, not of chance.

  @CHAOS-08 @prod.never @serial
  Scenario: A run that is killed in the midst of an experiment leaves no fault behind
    When a run that makes each answer of the cache 300 milliseconds late is killed
    Then the fault was there when it was killed
    And within 10 seconds the fault is gone although nobody runs anything

  @CHAOS-06 @prod.never @serial
  Scenario: An experiment is not begun on a platform that is not as it should be
    Given customers whose scores are known from a time without faults
    And the platform's answers are expected to be other than they are
    When an experiment that cuts the cache off is tried
    Then it is refused because the platform was not as it should be, and nothing was done to the cache

  @CHAOS-07 @self-check @prod.ro
  Scenario Outline: <failed> of 100 failed and <mean> milliseconds instead of 100 are called <word>
    Given requests took 100 milliseconds before a fault
    When with the fault <failed> of 100 fail and the others take <mean> milliseconds, where a customer waits 5 seconds at most
    Then that is called <word>

    Examples: failed requests count as long as a customer waits
      | failed | mean | word     | why                                   |
      | 0      | 149  | GOOD     | less than half as much again          |
      | 0      | 150  | MODERATE | half as much again                    |
      | 0      | 299  | MODERATE | less than three times as much         |
      | 0      | 300  | POOR     | three times as much                   |
      | 0      | 20   | GOOD     | faster is no degradation              |
      | 100    | 1    | POOR     | a fast error is no good answer        |
      | 5      | 100  | POOR     | few failures weigh more than slowness |
