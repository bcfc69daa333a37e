@slo
Feature: Reading from the service is as good as agreed, in production as well
  Where nothing may be changed, the promises can still be checked with requests that only read, at the small rate that
  the environment permits.

  @SLO-01 @SLO-02 @SLO-03 @prod.ro @serial
  Scenario: Requests that only read are answered, in the agreed times and without more errors than agreed
    When requests that only read are sent at the permitted rate
    Then the agreed availability is met with the agreed certainty
    And the agreed answer times are met with the agreed certainty
    And the agreed share of errors is kept with the agreed certainty
