@chaos
Feature: Scores are given while others take processor and memory
  Another program on the same machine can run wild. Customers may wait longer then, but they get their scores, and all
  is as before when the other program has ended.

  @CHAOS-03 @prod.never @serial
  Scenario: Four programs that compute and two that hold memory run beside the platform
    Given customers whose scores are known from a time without faults
    When 4 processes compute and 2 hold 512 megabytes of memory each beside the platform now and then while scores are asked for
    Then the fault was really there each time, and is really gone
    And customers are served by what is left
    And nobody waits longer than agreed
    And no answer is about another customer, has another score, or is empty
    And all is as before within the agreed time
