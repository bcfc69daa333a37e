@e2e
Feature: The platform lives with parties that it does not control
  The customer system, the credit bureau and the message service belong to others. When one of them is slow, refuses
  or talks nonsense, the platform must do what was agreed for that case, and never invent data.

  @E2E-08 @prod.ro
  Scenario Outline: The <party> can be reached
    When the <party> is asked for a sign of life
    Then the <party> gives one

    Examples:
      | party           |
      | customer system |
      | credit bureau   |
      | message service |

  @E2E-08 @prod.never
  Scenario: A customer is fetched from the customer system and scored
    Given a fictitious customer with a recorded lawful basis for scoring
    And the customer system knows this customer
    And somebody waits for scoring results before anything is sent
    When the platform is told to fetch the customer
    Then exactly one result for this customer arrives in time
    And its score and risk level are those that the scoring API gives for the same figures

  @E2E-08 @prod.never
  Scenario: A customer whom the customer system does not know is not made up
    Given a fictitious customer with a recorded lawful basis for scoring
    When the platform is told to fetch the customer
    Then the platform says that the customer is not known

  @E2E-08 @prod.never @serial
  Scenario Outline: When the customer system <misbehaves>, the platform says so and makes nothing up
    Given a fictitious customer with a recorded lawful basis for scoring
    And the customer system knows this customer
    And somebody watches the customer records that the platform sends
    And the customer system <misbehaves>
    When the platform is told to fetch the customer
    Then the platform says that <message>
    And after the customer system has recovered the same customer can be fetched
    And by then exactly one record of this customer has been sent, with the figures of the customer system

    Examples:
      | misbehaves                  | message                           |
      | does not answer             | the customer system took too long |
      | refuses                     | the customer system failed        |
      | answers nonsense            | the customer system failed        |
      | answers about somebody else | the customer system failed        |

  @E2E-08 @prod.never
  Scenario: A missing bureau score is fetched from the credit bureau
    Given a fictitious customer with a recorded lawful basis for scoring
    And the credit bureau has a report on this customer
    And somebody waits for scoring results before anything is sent
    When a customer record without a bureau score is sent
    Then exactly one result for this customer arrives in time
    And it says that the bureau's report was used
    And its score and risk level are those that the scoring API gives for the same figures

  @E2E-08 @prod.never @serial
  Scenario Outline: When the credit bureau <misbehaves>, the agreed fallback is used and named
    Given a fictitious customer with a recorded lawful basis for scoring
    And the credit bureau has a report on this customer
    And the credit bureau <misbehaves>
    And somebody waits for scoring results before anything is sent
    When a customer record without a bureau score is sent
    Then exactly one result for this customer arrives in time
    And it says that the agreed fallback was used
    And its score and risk level are those for the agreed fallback bureau score

    Examples:
      | misbehaves                  |
      | does not answer             |
      | refuses                     |
      | answers nonsense            |
      | answers about somebody else |
      | reports an impossible score |

  @E2E-08 @prod.never @serial
  Scenario: A message service that refuses delays the message but not the score
    Given a fictitious customer with a recorded lawful basis for scoring
    And the message service refuses
    And somebody waits for scoring results before anything is sent
    When a scoring request with the customer's figures is sent
    Then exactly one result for this customer arrives in time
    And after the message service has recovered it receives exactly one message for this customer
