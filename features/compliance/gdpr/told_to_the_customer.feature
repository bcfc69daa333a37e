@compliance @gdpr
Feature: What is sent to a customer goes to the right address, and what a copy says of each decision is true
  GDPR Articles 5(1)(d), 15(1) and 19: a letter to a former address tells a stranger of a loan, and a copy in which only the
  newest decision is right hides the others.

  @GDPR-09 @prod.never
  Scenario: After a correction the next message goes to the corrected address
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    And the customer has gone through the platform from end to end
    And the messages to the customer go to that name and e-mail address
    When a newer customer record corrects name and e-mail address, and the customer is scored by an event after that
    Then the message about that score goes to the new name and e-mail address, and to none of the former

  @GDPR-07 @prod.syn
  Scenario: The copy is right about each decision, the older ones and the overturned one too
    Given a fictitious customer with 12 results of different figures, beside one that a reviewer has overturned
    When the customer asks for a copy of everything
    Then the copy is in a form that another program can read
    And the copy tells of each result the score and the outcome that the platform gives for it
