@e2e
Feature: A model goes from training to use, and back, without a gap
  Which model decides about people must be known at every moment: what is registered is what is stored, what is
  promoted is what answers, and a step back leads exactly to where the platform was before.

  @E2E-09 @prod.ro
  Scenario: The stored model is the one that was registered
    When the registry is asked which model is in use
    Then the stored file of that model has the digest that was registered for it

  @E2E-09 @prod.ro
  Scenario: The scoring API names the model that the registry has in use
    When the registry is asked which model is in use
    Then the scoring API names the same version as the one that it serves

  @E2E-09 @prod.never @one_at_a_time.training
  Scenario: A newly trained model is registered and stored, and does not serve by itself
    Given the model in use and its version are known
    When the platform trains and registers a new model
    Then the stored file of the new model has the digest that was registered for it
    And the model in use is still the earlier one

  @E2E-09 @prod.never @serial
  Scenario: A model that is promoted answers at once and alone, and is rolled back
    Given a fictitious customer with a recorded lawful basis for scoring
    And the model in use and its score for the customer are known
    When another registered model is promoted
    Then every answer in time comes from the promoted model
    And after the earlier model is promoted again every answer comes from it, with the earlier score

  @E2E-09 @prod.never @serial
  Scenario: A model version that does not exist is not promoted
    Given the model in use and its version are known
    When a model version that does not exist is to be promoted
    Then the platform says that there is no such version
    And the model in use is still the earlier one
