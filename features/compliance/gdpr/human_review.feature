@compliance @gdpr
Feature: A person can change what the machine decided
  GDPR Article 22 and the Court of Justice in C-634/21: a score on which a lender draws strongly is a decision. The
  customer can contest it, a human being with the power to change it looks at it, and the change arrives everywhere.

  Background:
    Given an applicant with a weak report was declined

  @GDPR-10 @prod.syn
  Scenario: A contest opens a case that holds what the applicant says
    When the applicant contests the decision with a statement
    Then the case is open and holds the statement

  @GDPR-10 @prod.syn
  Scenario: A contested decision that a reviewer overturns shows everywhere, and both outcomes stay on record
    Given the applicant contests the decision with a statement
    When a reviewer overturns the decision with a reason
    Then the result, the newest decision, a repeated request and the result event all show the new outcome
    And the case names the reviewer, a natural person, the reason, the time, the first outcome and the new one

  @GDPR-10 @prod.syn
  Scenario: Whichever outcome a reviewer gives, it shows everywhere
    Given for each outcome that a reviewer may give an applicant of the worst level, who contests the decision
    When a reviewer gives each of them another of these outcomes
    Then the result, the newest decision, a repeated request and the result event of each show the outcome that was given
    And each case names the first outcome and the one that was given

  @GDPR-10 @prod.syn
  Scenario: A contested decision that a reviewer upholds stays, with the reviewer's reason
    Given the applicant contests the decision with a statement
    When a reviewer upholds the decision with a reason
    Then the result and the newest decision show the first outcome
    And the case names the reviewer, a natural person, the reason, the time, the first outcome and the new one

  @GDPR-10 @prod.syn
  Scenario Outline: A case is not decided by <who>
    Given the applicant contests the decision with a statement
    When <who> tries to decide the case
    Then the request is refused as not permitted
    And the case is still open

    Examples:
      | who                          |
      | whoever opened the case      |
      | a service                    |
      | whoever asks for scores      |

  @GDPR-10 @prod.syn
  Scenario: A decided case is not decided again
    Given the applicant contests the decision with a statement
    And a reviewer upheld the decision
    When a reviewer tries to overturn the decided case
    Then the platform says that the case is decided
    And the result and the newest decision show the first outcome
