@slo
Feature: An outage lowers the availability by what it took
  A figure that stays at one hundred percent while nobody is served hides the hour that counted. So a short outage is
  made on purpose, and must show in full: in what the service says of itself, and in the figures that it keeps.

  @SLO-01 @DORA-03 @prod.never @serial
  Scenario: Every request that failed in a known outage is counted as failed
    Given a customer was scored before and the service's own figures were read
    When the service loses its database for 20 requests between 40 good ones
    Then every request during the outage failed and every other one was answered
    And the service did not call itself ready during the outage
    And the service's own figures count the same requests and the same failures
    And the availability of this time is below what was agreed
