@compliance @gdpr
Feature: Details of customers do not travel in fields that are for something else
  GDPR Article 5(1)(c): a list of fields limits nothing where a field may hold anything. It matters to everybody whose
  address is handed on in a field for remarks, or in an answer that one machine alone gives.

  @GDPR-01 @prod.never
  Scenario: Name, e-mail address and income stand in no field that is for something else
    Given a fictitious customer who has gone through the platform from end to end
    When the customer has done whatever else the platform offers, and all that is told of the customer is looked through
    Then name, e-mail address and income stand nowhere but in their own fields
