@slo
Feature: The model that serves is as often right as agreed
  How good a model was when it was trained says little of the one that serves today. So cases whose end is known, and
  from which no model has learned, are put to the service itself.

  @SLO-06 @prod.never @serial
  Scenario: The serving model foretells the end of cases that no model has seen
    Given the agreed labelled cases, unchanged
    And there are enough of them, neither end is much more frequent, and who knows the truth would be right
    When every case is scored once through the service
    Then the agreed accuracy is met with the agreed certainty
