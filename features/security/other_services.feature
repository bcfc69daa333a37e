@security
Feature: Services behind the front door ask who is calling, each by itself
  Card numbers, keys and incidents lie with services of their own, which are reached by other ways than the front door.
  Whoever holds a token of the front door, or none, is a stranger there; and whoever may do one thing there may not do
  the others.

  @SEC-01 @prod.never @one_at_a_time.clean_up
  Scenario: Nobody gets into the platform's other services with what proves nothing there
    Given a fictitious customer whose card is kept
    When every operation of the platform's other services is tried with no token and with tokens that prove nothing there
    Then none of these operations lets anybody of them in
    And each of them lets in whoever has the right

  @PCI-15 @prod.never @one_at_a_time.clean_up
  Scenario: Every operation of the platform's other services refuses each identity without the right to it
    Given a fictitious customer whose card is kept
    When every operation of the platform's other services is tried by each of their identities without the right to it
    Then none of these operations lets anybody of them in
    And each of them lets in whoever has the right
