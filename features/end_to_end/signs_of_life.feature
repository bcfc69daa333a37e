@e2e
Feature: Every part of the scoring platform is alive and says how it is
  An outage that nobody notices turns into decisions that nobody made. Operations must be able to ask each part
  of the platform whether it works, and the scoring service must tell the truth about the parts that it depends on.

  @E2E-01 @prod.ro
  Scenario Outline: The <service> says that it is alive
    When the <service> is asked for a sign of life
    Then the <service> gives one

    Examples: every service of the platform, each asked in its own language
      | service        |
      | scoring API    |
      | model registry |
      | database       |
      | cache          |
      | object store   |
      | event broker   |

  @E2E-01 @prod.ro
  Scenario: The scoring API names each service that it depends on and its state
    When the scoring API is asked whether it is ready
    Then it says that it is ready
    And it names each service that it depends on and says that each one works

  @E2E-01 @prod.never @serial
  Scenario: The scoring API is not ready when it cannot reach the database, and says so
    Given the scoring API says that it is ready
    When the platform's connection to the database is cut
    Then the scoring API says that the database does not work and that it is not ready itself
    And everything works again soon after the connection is restored

  @E2E-01 @prod.never @serial
  Scenario Outline: The scoring API goes on without the <service> and says so
    Given a fictitious customer with a recorded lawful basis for scoring
    When the platform's connection to the <service> is cut
    Then the scoring API says that the <service> does not work
    And the customer can still be scored
    And everything works again soon after the connection is restored

    Examples: what a single decision can be made without
      | service        |
      | cache          |
      | event broker   |
      | model registry |
