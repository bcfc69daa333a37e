@e2e
Feature: Each step of a change of model is taken where it fits, and refused where it does not
  Requests, approvals, deployments, emergencies and reviews are calls that other systems make. Each must do its work,
  or say what stands in the way.

  @E2E-10 @prod.never @serial
  Scenario: Each step of a change of model is taken and refused as agreed
    When every step of a change of model is taken, where it fits, where it does not and for nothing
    Then each step is done or refused as agreed
