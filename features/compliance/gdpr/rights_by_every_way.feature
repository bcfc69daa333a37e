@compliance @gdpr
Feature: What may be asked of a decision does not depend on how it was made
  GDPR Articles 15(1)(h) and 22(3): whoever is decided about may have the decision explained and looked at by a person.
  Nobody loses these rights because the lender asked for the decision by an event or from figures that it holds.

  Background:
    Given an applicant with a weak report was declined
    When a customer with the figures of the declined applicant is decided about by every way in, at every replica

  @GDPR-08 @GDPR-07 @prod.never
  Scenario: A decision is explained and stands in the copy, whichever way it was made
    Then each of these decisions is explained by its own score, level, model and figures
    And a copy of everything that is made for the customer names each of these decisions

  @GDPR-10 @prod.never
  Scenario: A decision can be contested and overturned, whichever way it was made
    Then each of these decisions can be contested and overturned, and then shows what the person decided
