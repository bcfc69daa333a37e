@chaos
Feature: What was accepted has exactly one result, whichever part dies meanwhile
  A request that was accepted is a promise. It must be kept once, not never and not twice, also when a part of the
  platform dies while it is worked on (Regulation (EU) 2022/2554, Articles 24 and 25).

  @DORA-01 @prod.never @serial
  Scenario Outline: The <part> dies while many requests are worked on
    Given somebody waits for scoring results before anything is sent
    And 20 more fictitious customers with a recorded lawful basis for scoring
    When the agreed large number of scoring requests is sent at once, and the <part> is killed while they are worked on
    Then every request has exactly one result in time
    And every result is the one that the scoring API gives for that customer's figures
    And the platform says that all it depends on works again

    Examples:
      | part             |
      | reader of events |
      | database         |
      | event broker     |
      | cache            |
