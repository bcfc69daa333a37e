@compliance @gdpr
Feature: Every replica knows what was corrected, ended or decided by a person
  GDPR Articles 5(1)(d), 7(3), 16 and 22(3): what one machine goes on remembering is shown to whoever happens to reach it.
  It matters to everybody whose case was settled and who is shown the old answer the next day.

  @GDPR-10 @prod.never
  Scenario: Every replica shows what a reviewer decided, also one that has shown the decision before
    Given an applicant with a weak report was declined
    And every replica has told the result, the newest decision and the explanation of it
    And the applicant contests the decision with a statement
    When a reviewer overturns the decision with a reason
    Then every replica shows the outcome that the reviewer gave

  @GDPR-09 @prod.syn
  Scenario: Several figures corrected by one request are all held, at every replica
    Given a fictitious customer who was scored from stored figures, while short-lived copies of the data exist
    And every replica has told the figures of the customer
    When all of the customer's figures are corrected on request, all at once
    Then the figures that the platform holds are exactly the corrected ones
    And every replica tells the corrected figures
    And the very next scores from stored figures, whoever answers, are those for the corrected figures

  @GDPR-09 @prod.syn
  Scenario: A correction to a value that makes no sense is refused and changes nothing
    Given a fictitious customer who was scored from stored figures, while short-lived copies of the data exist
    When each figure is to be corrected to each value that makes no sense
    Then each of these corrections is refused as the sender's mistake, and the figures are as before

  @GDPR-04 @prod.never
  Scenario: Every replica tells of the end of a basis, also one that has told of the basis before
    Given a fictitious customer who is scored on the basis of consent, while short-lived copies of the data exist
    And every replica has told the bases of the customer
    When the customer's withdrawal is recorded
    Then every replica tells that no basis is in force any more
