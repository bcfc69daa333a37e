@chaos
Feature: A part that a score can do without is not missed
  Copies of data, channels for events and the store of models make the platform quicker or keep its history. While one
  of them is away, a customer gets the same score as before.

  @CHAOS-05 @prod.never @serial
  Scenario Outline: The <part> <harm>
    Given customers whose scores are known from a time without faults
    When the <part> <harm> now and then while scores are asked for
    Then the fault was really there each time, and is really gone
    And customers get what was agreed for a time without the <part>
    And nobody waits longer than agreed
    And no answer is about another customer, has another score, or is empty
    And all is as before within the agreed time

    Examples:
      | part           | harm                              |
      | cache          | cannot be reached                 |
      | cache          | takes questions and never answers |
      | event broker   | cannot be reached                 |
      | model registry | takes questions and never answers |
      | object store   | cannot be reached                 |
