@e2e
Feature: Each call is open to those who have a right to it, and to nobody else
  A call that is open by mistake is found by somebody. So each call of the description is tried without a name, with an
  unknown one, and with every name that the suite holds.

  @E2E-10 @prod.syn
  Scenario: Only the agreed calls are open to everybody
    When every call is made without an identity and with an unknown one
    Then the calls that were not refused as unauthenticated are exactly the agreed ones

  @E2E-10 @prod.never @one_at_a_time.clean_up
  Scenario: Every call is open to exactly the identities that have a right to it
    When every call is made with every identity that the suite holds, with nothing to act on
    Then the identities that were let through are exactly the agreed ones for each call

  @E2E-10 @prod.ro
  Scenario: Pages that developers use are not left open
    When pages that often show a system's inside are asked for
    Then none of them is there
