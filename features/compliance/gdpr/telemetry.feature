@compliance @gdpr
Feature: Logs and measurements name no person
  GDPR Articles 5(1)(f) and 32: technical records are read by many and kept for long. They hold no name, address,
  number or figure of a customer, also not when something goes wrong, which is when most is written.

  @GDPR-11 @prod.syn
  Scenario: Ordinary requests and refused ones leave no personal detail in logs and measurements
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    When the customer goes through the platform from end to end, and requests with mistakes in every field are sent
    Then no answer to a request with a mistake repeats a detail of the customer
    And a search of all logs and measurements finds no detail of the customer

  @GDPR-11 @prod.syn
  Scenario: Whatever else a customer does leaves no personal detail in logs and measurements
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    When the customer does there whatever else the platform offers to a customer
    Then a search of all logs and measurements finds no detail of the customer

  @GDPR-11 @prod.syn
  Scenario: Calls by whoever has no right to them leave no personal detail in logs and measurements
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    When every call that takes a customer's number is made by whoever has no right to it
    Then the platform refuses each of them
    And a search of all logs and measurements finds no detail of the customer

  @GDPR-11 @prod.syn
  Scenario: Calls with details in the wrong places leave no personal detail in logs and measurements
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    When every call that takes a customer's number is made with details in the place of numbers and texts
    Then no answer to a request with a mistake repeats a detail of the customer
    And a search of all logs and measurements finds no detail of the customer

  @GDPR-11 @prod.never
  Scenario Outline: A <event> that cannot be used leaves no personal detail in logs and measurements
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    When <event>s about the customer are sent that are not readable, hold a mistake, or lack the customer's number
    Then each of them is set aside
    And a search of all logs and measurements finds no detail of the customer

    Examples:
      | event           |
      | customer record |
      | scoring request |
      | transaction     |

  @GDPR-11 @prod.never @serial
  Scenario Outline: A failing <service> leaves no personal detail in logs and measurements
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    When requests and events about the customer fail because the <service> is cut off
    Then no answer to a failed request repeats a detail of the customer
    And a search of all logs and measurements finds no detail of the customer

    Examples:
      | service        |
      | database       |
      | cache          |
      | event broker   |

  @GDPR-11 @prod.never @serial
  Scenario: A customer system and a bureau that fail leave no personal detail in logs and measurements
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    When the customer is fetched and scored while the customer system and the credit bureau misbehave in every way
    Then no answer to a failed request repeats a detail of the customer
    And a search of all logs and measurements finds no detail of the customer
