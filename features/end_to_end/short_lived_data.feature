@e2e
Feature: The cache keeps what it is given, and only for as long as it was told
  Copies of personal data in the cache must vanish by themselves. A cache that forgets too early makes the platform
  slow; one that forgets too late keeps data that nobody may have any more.

  @E2E-03 @prod.syn
  Scenario: A value is read back as it was stored, with its remaining time
    When a value is stored in the cache for 60 seconds
    Then the same value is read back
    And its remaining time is more than 0 and at most 60 seconds

  @E2E-03 @prod.syn
  Scenario: A value is gone when its time is over
    Given a value was stored in the cache for 1 second and read back
    When its time passes
    Then the value is gone

  @E2E-03 @prod.syn
  Scenario: Two values do not get in each other's way
    Given two values stored in the cache under different names for 60 seconds
    When the first one is removed
    Then the first one is gone
    And the second one is read back as it was stored

  @E2E-03 @prod.syn
  Scenario: Copies that the platform itself keeps of a customer vanish by themselves
    Given a fictitious customer with a recorded lawful basis for scoring
    And the customer was scored from figures that the platform holds
    When the platform's copies that name the customer are listed
    Then there is at least one, and each is gone within the agreed time for copies

  @E2E-03 @prod.ro
  Scenario: The cache answers nobody without the right password
    Given the cache answers the suite
    When the cache is asked without a password and with a wrong one
    Then it answers neither
