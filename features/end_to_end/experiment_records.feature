@e2e
Feature: The model registry keeps the records of experiments in the database
  Whoever asks how a model came about must find the same answer in the registry and in the database beneath it.
  Two witnesses that disagree mean that records were lost, or written past the registry.

  @E2E-02 @prod.ro
  Scenario: The database can be reached and says which version it is
    When the database is asked for its version
    Then it names version 14 or later

  @E2E-02 @prod.ro
  Scenario: The registry and the database tell of the same experiments
    When the registry is asked for all experiments
    And the database is asked for all experiments
    Then there is at least 1 experiment
    And both name exactly the same experiments

  @E2E-02 @prod.never
  Scenario: An experiment recorded now is found by both witnesses
    Given an experiment that the suite has just recorded in the registry
    When the database is asked for all experiments
    Then the new experiment is among them under the same number
