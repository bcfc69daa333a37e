@compliance @gdpr
Feature: A decision is explained by what it was made from
  GDPR Article 15(1)(h) and the Court of Justice in C-203/22: the explanation names the data that were used and how a
  change would have mattered. A formula, or the same sentence for everybody, explains nothing.

  @GDPR-08 @prod.syn
  Scenario Outline: The change that the explanation names leads to the outcome that it names, for <applicant>
    Given <applicant> was declined
    When the explanation of the decision is read
    Then it names the figures that were sent, the score, the risk level and the model of the decision
    And the points that it names for the figures are those that the score shows
    And it names at least as many changes as agreed, and making them gives exactly the outcome that is promised
    And a smaller change than the named one does not give that outcome

    Examples:
      | applicant                          |
      | an applicant with a weak report    |
      | an applicant with too much debt    |

  @GDPR-08 @prod.syn
  Scenario: Different applicants get different explanations
    Given an applicant with a weak report was declined
    And an applicant with too much debt was declined
    When both explanations are read
    Then the figure that each explanation weighs most is the one that weighed most against the applicant

  @GDPR-08 @prod.never @serial
  Scenario: The explanation stays with the model that decided, also when another one serves
    Given an applicant with a weak report was declined
    And the explanation of the decision is known
    When another registered model is promoted and serves
    Then the explanation of the earlier decision is the same as before
