@chaos
Feature: A copy of the scoring service that dies is replaced, and customers hardly notice
  Machines fail without warning. A customer at the counter must not depend on which machine that was, and nobody
  should have to get up at night to start again what can start by itself.

  Background:
    Given customers whose scores are known from a time without faults

  @CHAOS-01 @DORA-01 @prod.never @serial
  Scenario: One copy of the scoring service is killed, and a new one takes its place by itself
    Given others who repeat each request under its number until it is answered
    When one copy of the scoring service is killed while scores are asked for
    Then the fault was really there each time, and is really gone
    And what was killed has come back by itself within the agreed time
    And customers are served by what is left
    And no answer is about another customer, has another score, or is empty
    And all is as before within the agreed time
    And each score that was acknowledged meanwhile is kept once and unchanged

  @CHAOS-01 @prod.never @serial
  Scenario: Every copy of the scoring service is killed, and all of them come back by themselves
    When every copy of the scoring service is killed while scores are asked for
    Then the fault was really there each time, and is really gone
    And what was killed has come back by itself within the agreed time
    And no answer is about another customer, has another score, or is empty
    And all is as before within the agreed time
