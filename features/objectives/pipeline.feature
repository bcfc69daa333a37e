@slo
Feature: Records about customers are used soon after they arrive, however many there are
  A decision is only as good as what is known of the customer. Records must not wait for longer than agreed, neither
  the newest nor one that everybody forgot, and the agreed number of them must get through in a minute.

  @SLO-05 @prod.never
  Scenario: The newest record of a customer is in use within the agreed age
    Given a fictitious customer with a recorded lawful basis for scoring
    When a record from more than the agreed age ago and one of now are sent
    Then the record of the customer that is in use is no older than agreed

  @SLO-05 @prod.never
  Scenario: No part of an input channel is stuck
    Given somebody waits for scoring results before anything is sent
    When a customer record and a scoring request are sent into every part of their channels
    Then every part lets its record through in time
    And no record waits for longer than agreed

  @SLO-05 @prod.ro
  Scenario: Nothing in the input channels waits for longer than agreed
    When the records that wait in the input channels are looked at
    Then no record waits for longer than agreed

  @SLO-05 @prod.never @serial
  Scenario: The agreed number of records a minute comes out as results
    Given somebody waits for scoring results before anything is sent
    When the agreed number of records is sent at once
    Then more results a minute than agreed come out, with the agreed certainty
