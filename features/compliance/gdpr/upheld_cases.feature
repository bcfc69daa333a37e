@compliance @gdpr
Feature: A decision that somebody contests is upheld by nobody who has no business with it
  GDPR Article 22(3): to leave a decision as it is, is to decide about it. Whoever must not overturn one must not uphold
  it either, and what a person has decided is not decided again in either direction.

  Background:
    Given an applicant with a weak report was declined
    And the applicant contests the decision with a statement

  @GDPR-10 @prod.syn
  Scenario Outline: A contested decision is not upheld by <who>
    When <who> tries to uphold the decision
    Then the request is refused as not permitted
    And the case is still open

    Examples:
      | who                     |
      | whoever opened the case |
      | a service               |
      | whoever asks for scores |

  @GDPR-10 @prod.syn
  Scenario: A case that was decided for the applicant is not upheld afterwards
    Given a reviewer overturned the decision
    When a reviewer tries to uphold the decided case
    Then the platform says that the case is decided
    And the result and the newest decision show the outcome that the reviewer gave
