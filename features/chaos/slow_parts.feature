@chaos
Feature: A part that has become slow makes answers slower, and nothing else
  A part that is dead is noticed at once. One that is slow is worse: requests pile up behind it until everything waits.
  Half a second more on each answer, on connections that were open before as well, must stay half a second for the
  customer, and must be over when it is over.

  Background:
    Given customers whose scores are known from a time without faults

  @CHAOS-02 @CHAOS-05 @prod.never @serial
  Scenario Outline: Each answer of the <part> comes half a second late
    When each answer of the <part> comes 500 milliseconds late now and then while scores are asked for
    Then the fault was really there each time, and is really gone
    And nobody waits longer than agreed
    And no answer is about another customer, has another score, or is empty
    And all is as before within the agreed time

    Examples: what a score may have to wait for
      | part     |
      | database |
      | cache    |
