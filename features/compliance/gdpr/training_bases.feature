@compliance @gdpr
Feature: No other consent stands in for one to training, and whoever has withdrawn it is not trained on again
  GDPR Articles 5(1)(b), 6(4) and 7(3): a yes to advertising is no yes to training, and a withdrawal counts for every
  training that follows, also where an earlier set still has the row.

  @GDPR-12 @prod.never @one_at_a_time.training
  Scenario: A basis for anything else than training lets nobody's row be trained on
    Given customers with a finished loan, each with another basis for something else than training, and one who allowed it
    And the model in use and its version are known
    When the platform trains and registers a new model
    Then the registered training set contains the row of "willing"
    And "willing" is the only one of them whom a row of the registered training set is like, also if rows were altered
    And no training set, model file or record of that training contains a row of anybody else
    And the register of training sets names "willing" alone with that set

  @GDPR-12 @prod.never @one_at_a_time.training
  Scenario: Whoever withdraws or objects after a training is not trained on again
    Given customers with a finished loan who all allow training now
      | customer  | training                              |
      | willing   | allowed by consent                    |
      | withdrawn | allowed by consent that was withdrawn |
      | objecting | allowed until the customer objected   |
    And a model was trained on a set that contains the row of each of them
    When each of them but the first withdraws or objects, and the platform trains and registers another model
    Then the registered training set contains the row of "willing"
    And "willing" is the only one of them whom a row of the registered training set is like, also if rows were altered
    And no training set, model file or record of that training contains a row of anybody else
    And the register of training sets names "willing" alone with that set
