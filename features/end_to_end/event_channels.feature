@e2e
Feature: Events reach those who wait for them
  Customers, transactions and requests for scores arrive as events. A channel that is missing, too narrow or loses
  what was acknowledged loses customers.

  @E2E-05 @prod.ro
  Scenario Outline: The channel for <events> exists as agreed
    When the event broker is asked for its channels
    Then there is one for <events> with the agreed number of partitions and copies

    Examples:
      | events            |
      | customer records  |
      | transactions      |
      | scoring requests  |
      | scoring results   |
      | rejected messages |

  @E2E-05 @prod.never
  Scenario Outline: Messages sent to the channel for <events> are delivered to somebody who was already waiting
    Given somebody waits at the channel for <events> before anything is sent
    When messages that only this scenario knows are sent to the channel for <events>
    Then the one who waits receives each of them, once, from the place that the broker acknowledged

    Examples:
      | events           |
      | customer records |
      | transactions     |
      | scoring requests |
