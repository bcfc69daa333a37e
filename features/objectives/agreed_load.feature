@slo
Feature: The service keeps its promises under the agreed load
  What was promised to lenders is promised for busy hours. So the service is judged while somewhat more is asked of it
  than agreed, at a pace that does not wait for it; each answer counts as good only when it is the right one. Every
  verdict follows from the numbers, and too few numbers are called too few.

  Background:
    Given the agreed load was put on the service for the agreed time

  @SLO-01 @prod.never @serial
  Scenario: The service is available as agreed
    When the requests that it answered without a fault of its own are counted
    Then the agreed availability is met with the agreed certainty

  @SLO-02 @prod.never @serial
  Scenario: Answers come in the agreed times
    When the time from each planned moment to its right answer is counted
    Then the agreed answer times are met with the agreed certainty

  @SLO-03 @prod.never @serial
  Scenario: No more requests fail than agreed
    When the requests without a right answer are counted
    Then the agreed share of errors is kept with the agreed certainty

  @SLO-04 @DORA-02 @prod.never @serial
  Scenario: The agreed number of requests a second is carried
    When the right answers of each second are counted
    Then more right answers a second than agreed came, with the agreed certainty
