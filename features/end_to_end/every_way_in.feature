@e2e
Feature: Whichever way a decision is asked for, it is the same decision
  Whoever is decided about by an event, from figures that the lender holds or under a number of the caller's is owed the
  very decision that a plain request would get: by the same model and the same limits, kept as it was told, and not
  moved afterwards. It matters to every customer who never sees by which way the lender asked.

  @E2E-06 @SOX-07 @prod.never
  Scenario: Each way in gives the same decision, and each decision is kept as it was told
    Given fictitious customers of different figures
    When each of them is decided about by every way in, at every replica
    Then every way gives the score, the level of risk and the model that a request with the same figures gets
    And each decision is kept under a number of its own, as it was told

  @AIA-01 @prod.never
  Scenario: The figures that are kept with a decision give it again, whichever way it was made
    Given fictitious customers of different figures
    When each of them is decided about by every way in, at every replica
    Then the figures that are kept with each decision give its score again

  @E2E-06 @AIA-01 @prod.syn
  Scenario: Of many decisions each is kept, whichever way it was asked for
    Given fictitious customers of different figures
    When each of them asks 40 times for a decision by each way of asking
    Then each decision that was told is kept, and none beyond them

  @SOX-07 @E2E-06 @prod.syn
  Scenario: Ordinary and rare figures get the same decision at every replica
    When 80 different sets of figures are decided about at every replica, with a number and without
    Then every way gives the score, the level of risk and the model that a request with the same figures gets

  @E2E-09 @SOX-07 @prod.never @serial
  Scenario: When another model begins to decide, every way in follows it
    Given fictitious customers of different figures who were decided about by every way in, at every replica
    And the model that serves, and another registered one
    When three people bring the other one into use, with a reason that nobody gave before
    Then within the agreed time every way in, at every replica, decides by the other one

  @SOX-02 @prod.never @serial
  Scenario: A version that is put into use in the registry itself decides by no way in
    Given fictitious customers of different figures who were decided about by every way in, at every replica
    And the model that serves, and another registered one
    When somebody with rights in the registry puts the other one into use there
    Then in time the record has an unauthorised change that names the other one
    And every way in, at every replica, still decides by the model of before

  @SOX-08 @E2E-09 @prod.never @serial
  Scenario: When a limit between two levels is moved, every way in follows it
    Given a fictitious customer close to a limit who was decided about by every way in, at every replica
    When three people move that limit to the other side of the customer's score
    Then within the agreed time every way in, at every replica, gives the level by the new limit

  @E2E-06 @GDPR-08 @prod.never @serial
  Scenario: Decisions stay as they were given when another model begins to decide
    Given fictitious customers of different figures who were decided about by every way in, at every replica
    And all that is told of these decisions was read
    And the model that serves, and another registered one
    When three people bring the other one into use, with a reason that nobody gave before
    Then once the other one decides, all that is told of the earlier decisions is as it was

  @E2E-06 @GDPR-08 @prod.never @serial
  Scenario: Decisions stay as they were given when a limit is moved across their score
    Given a fictitious customer close to a limit who was decided about by every way in, at every replica
    And all that is told of these decisions was read
    When three people move that limit to the other side of the customer's score
    Then once the new limit decides, all that is told of the earlier decisions is as it was
