@compliance @gdpr
Feature: Nothing is kept of what is told of somebody who must not be processed
  GDPR Articles 6(1), 16 and 17: a basis is needed to keep somebody's figures, loans and payments, not for a score alone;
  whoever was erased or corrected is not brought back by what other systems still hold. It matters to everybody whose
  data goes on travelling between systems after the person has said no.

  @GDPR-03 @prod.never
  Scenario: What events and the customer system tell of somebody without a basis is not kept
    Given for each way of having no basis for scoring a fictitious customer
    When all that the platform takes about a customer is told of each of them, by events and by the customer system
    Then what is kept of each of them is what was kept before
    And within the agreed erasure time what was told is found nowhere but in the channels of the events

  @GDPR-06 @prod.never
  Scenario: No event of any kind and no other system brings an erased customer back
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    And the customer has gone through the platform from end to end
    And events of every kind were sent about the customer, and were dealt with
    And the customer was erased, and nothing is found of the customer any more
    When all of these events are sent again, as they were and under new numbers, and the customer is fetched again
    Then of the loans, the figures and the results of the customer none is kept
    And within the agreed erasure time a search of every declared place finds only details kept for a listed reason

  @GDPR-06 @prod.never
  Scenario: A new basis lets no event of any kind from before the erasure in again
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    And the customer has gone through the platform from end to end
    And events of every kind were sent about the customer, and were dealt with
    And the customer was erased, and nothing is found of the customer any more
    When a new basis for scoring is recorded, and the events that name their time are sent again, also under new numbers
    Then within the agreed erasure time a search of every declared place finds nothing but the number under the new basis

  @GDPR-09 @prod.never
  Scenario: A correction is not undone when the customer is fetched again from a system that is behind
    Given a fictitious customer who was scored from stored figures, while short-lived copies of the data exist
    And the customer's income was corrected on request
    When the customer is fetched once more from the customer system, which still has the wrong figures of earlier
    Then the figures that the platform holds show the corrected income and nothing else has changed
    And the very next scores from stored figures, whoever answers, are those for the corrected income

  @GDPR-02 @prod.never
  Scenario: Sensitive details that nobody asked for are kept nowhere, with whatever they are sent along
    Given a fictitious customer who has gone through the platform from end to end
    And details about religion, health and social life that were made up to be sent along with everything
    When they are sent along with all that is told of the customer, by requests, in events and in headers of events
    Then no answer repeats one of them
    And a search of every declared place finds none of them, beyond all the messages that were sent
