@compliance @ai_act
Feature: A person can stop the machine, and what a person decided stays
  Whoever sees that decisions go wrong must be able to stop them at once, whichever way they are asked for, without
  anybody being approved or declined by default and without losing an application (Regulation (EU) 2024/1689,
  Article 14(4) and 26(2)). It matters to every applicant of the hour in which something goes wrong.

  @AIA-04 @prod.never @serial
  Scenario: While a person has stopped decisions nothing is decided by any way in, and nothing is lost
    Given customers who are scored by every way in, at every replica and by events
    When a person stops automated decisions while requests and events go on
    Then the platform says who stopped them, since when and why
    And from the agreed time on no request and no event leads to a decision
    When the person lets decisions go on
    Then every way in and every replica gives a score again within the agreed recovery time
    And every event of the whole time has exactly one result, the one that the scoring API gives for these figures

  @AIA-04 @prod.never @serial
  Scenario: The stop and its end are on record with the person who saw to them
    When a person stops automated decisions for a moment
    Then the audit log names that person for the stop and for its end, each at its time

  @AIA-04 @prod.never @serial
  Scenario: Whoever has no right to it does not stop decisions
    Given a fictitious customer with a recorded lawful basis for scoring
    When everybody who has no right to it tries to stop automated decisions
    Then all of them are refused
    And the customer can still be scored

  @AIA-04 @prod.never
  Scenario: What a person decided is not undone by what arrives later
    Given an applicant with a weak report was declined
    And the applicant contests the decision with a statement
    When a reviewer overturns the decision with a reason
    And further events about the applicant were dealt with
    Then the result and a repeated request still show the outcome that the person gave
