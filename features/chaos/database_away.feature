@chaos
Feature: Without its database the platform refuses politely, loses nothing and recovers by itself
  What cannot be written down must not be decided. While the database is away, customers are told to come back, soon and
  in so many words; whatever was acknowledged before stays, and once the database is back nobody has to start anything.

  @CHAOS-04 @DORA-01 @prod.never @serial
  Scenario Outline: The database <harm>
    Given customers whose scores are known from a time without faults
    And others who repeat each request under its number until it is answered
    And the processes of the scoring service are known
    When the database <harm> now and then while scores are asked for
    Then the fault was really there each time, and is really gone
    And customers get what was agreed for a time without the database
    And nobody waits longer than agreed
    And no answer is about another customer, has another score, or is empty
    And all is as before within the agreed time
    And nothing of the scoring service was started anew for that
    And each score that was acknowledged meanwhile is kept once and unchanged

    Examples:
      | harm                              |
      | cannot be reached                 |
      | takes questions and never answers |
      | has its connections torn down     |
