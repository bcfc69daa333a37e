@compliance @gdpr
Feature: A customer gets everything that is held about them, and nothing about anybody else
  GDPR Articles 15 and 20: access covers all that is held, also what the platform concluded; portability covers what
  the customer provided, in a form that another program can read.

  Background:
    Given two fictitious customers whose details were created for this scenario
    And both have gone through the platform from end to end
    And each of them has done there whatever else the platform offers to a customer

  @GDPR-07 @prod.syn
  Scenario: The access copy holds all that a search finds about the customer
    Given the first customer was scored 120 times more
    When the first customer asks for a copy of everything
    Then the copy is in a form that another program can read
    And the copy contains every detail of the customer that a search of all places finds
    And the copy contains the score, the risk level, the model and the figures they were made from
    And the copy shows the income wherever it stands as the customer gave it, not rounded
    And the copy contains the lawful basis and the messages sent to the customer
    And the copy contains the number of every result that the platform keeps of the customer
    And the copy contains a trace of everything else that the customer did there
    And the copy contains nothing of the second customer

  @GDPR-07 @prod.syn
  Scenario: The portable copy holds what the customer provided and nothing that was concluded
    When the first customer asks for a portable copy
    Then the copy is in a form that another program can read
    And the copy contains the name, the e-mail address and the income that the customer provided
    And the copy shows the income wherever it stands as the customer gave it, not rounded
    And the copy contains neither score nor risk level
    And the copy contains nothing of the second customer
