@e2e
Feature: What happens to a customer leads to exactly one score
  Customer records, transactions and requests arrive as events, sometimes twice, sometimes broken and sometimes
  many at once. Each one that the platform acknowledged must have its effect once: none lost, none doubled.

  Background:
    Given a fictitious customer with a recorded lawful basis for scoring
    And somebody waits for scoring results before anything is sent

  @E2E-07 @prod.never
  Scenario Outline: A <event> leads to the score that the scoring API gives for the same figures
    When a <event> with the customer's figures is sent
    Then exactly one result for this customer arrives in time
    And its score and risk level are those that the scoring API gives for the same figures

    Examples:
      | event           |
      | customer record |
      | scoring request |

  @E2E-07 @prod.never
  Scenario: A new loan changes the figures that the next score is made from
    Given the customer's record was sent and scored
    When a transaction for a new loan of half the customer's income is sent
    Then the platform's debt ratio for the customer rises by 0.5
    And the next score is the one that the scoring API gives for the raised debt ratio

  @E2E-07 @prod.never
  Scenario: A repayment lowers the debt that the next score is made from
    Given the customer's record was sent and scored
    When a transaction for a repayment of a tenth of the customer's income is sent
    Then the platform's debt ratio for the customer falls by 0.1

  @E2E-07 @prod.never
  Scenario Outline: A <event> that arrives twice gives one result
    When the same <event> is sent twice and another one after it
    Then the other one's result arrives in time
    And by then exactly one result of the repeated one has arrived

    Examples:
      | event           |
      | customer record |
      | scoring request |

  @E2E-07 @prod.never
  Scenario Outline: A message that <fault> is set aside and the next one is processed
    Given somebody waits for rejected messages before anything is sent
    When a <event> that <fault> is sent and a good one after it
    Then the bad one is among the rejected messages, with its place and a reason
    And what was set aside does not contain what was sent
    And the good one's result arrives in time

    Examples:
      | event           | fault                    |
      | customer record | is not readable          |
      | scoring request | is not readable          |
      | scoring request | lacks its figures' sense |
      | customer record | lacks the customer       |
      | transaction     | is not readable          |
      | transaction     | lacks its figures' sense |

  @E2E-07 @prod.never
  Scenario: Of many messages at once none is lost and none is doubled
    Given 20 more fictitious customers with a recorded lawful basis for scoring
    When the agreed large number of scoring requests is sent at once, spread over these customers
    Then every request has exactly one result in time
    And every result names the customer of its request
    And every result is the one that the scoring API gives for that customer's figures

  @E2E-07 @prod.never
  Scenario: A transaction that arrives twice has its effect once
    Given the customer's record was sent and scored
    When the same transaction for a new loan of a tenth of the customer's income is sent twice and another one after it
    Then the platform's debt ratio for the customer rises by 0.6
