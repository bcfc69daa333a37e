@e2e
Feature: What holds for a plain request holds where nobody looks
  Figures that make no sense are not repaired because an event brings them, and a request number means one decision
  wherever it is asked. It matters to whoever is decided about by a machine at night.

  @E2E-06 @E2E-07 @prod.never
  Scenario Outline: A <event> with figures that make no sense is set aside and never repaired
    Given somebody waits for scoring results before anything is sent
    When a <event> is sent for each mistake in each figure, and a good one after them
    Then none of the mistakes has led to a result, and each is set aside, or passed over where that was agreed

    Examples:
      | event           |
      | customer record |
      | scoring request |

  @E2E-06 @prod.syn
  Scenario: A request number means one decision at every replica, also when all are asked at once
    When decisions are asked for under one number at every replica, one after the other and all at once, with two figures
    Then there is one decision under each number, and whoever asked was told it or that the number is taken
