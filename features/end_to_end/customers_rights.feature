@e2e
Feature: What a customer may ask for is done, and refused where it does not fit
  Copies, corrections, explanations, reviews, holds and erasures are calls that other systems make. Each must do its
  work where it fits, and say what stands in the way where it does not.

  @E2E-10 @prod.never
  Scenario: Each right of a customer is exercised and refused as agreed
    When every right of a customer is exercised, where it fits, where it does not and for nobody
    Then each is done or refused as agreed
