@e2e
Feature: Each call about accounts, cards and the audit log is taken where it fits, and refused where it does not
  Who administers accounts, takes cards or reads the audit log uses calls that other systems make as well. Each must do
  its work, or say what stands in the way.

  @E2E-10 @prod.never
  Scenario: Each call about accounts, cards and the audit log is taken and refused as agreed
    When every call about accounts, cards and the audit log is made, where it fits, where it does not and for nobody
    Then each call is done or refused as agreed
