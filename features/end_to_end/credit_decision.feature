@e2e
Feature: A credit score is sound, explainable by its inputs and the same for everybody
  A customer may expect that a score follows from the customer's own figures, that better figures never make it
  worse, and that figures which make no sense are refused and not guessed. The lender answers for each of these.

  @E2E-06 @prod.syn
  Scenario: A complete request gets a score, a risk level and the model that made them
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer is scored
    Then the score is in the agreed range
    And the risk level is one of the agreed ones
    And the model named in the answer is the one that the registry has in use

  @E2E-06 @prod.syn
  Scenario: A score can be read again as it was given
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer is scored
    Then an auditor reads the same score and risk level under the number of the answer

  @E2E-06 @prod.syn
  Scenario: The same figures always give the same score
    Given two fictitious customers with the same figures and a recorded lawful basis for scoring
    When each of them is scored 20 times
    Then all 40 answers give the same score, risk level and model

  @E2E-06 @prod.never
  Scenario: Score and risk level never contradict each other
    Given a fictitious customer with a recorded lawful basis for scoring
    When 200 different sets of figures are scored
    Then each of the agreed risk levels was given at least once
    And no score of a higher risk level is above a score of a lower risk level
    And different figures gave at least 50 different scores

  @E2E-06 @prod.never
  Scenario Outline: A better <figure> never gives a worse score
    Given a fictitious customer with a recorded lawful basis for scoring
    When 5 sets of figures are each scored with 57 values of the <figure>, from the worst to the best
    Then no step to a better <figure> lowers the score
    And the best <figure> gives a better score than the worst in at least 3 of the 5 sets

    Examples: what a lender expects of a score
      | figure       |
      | debt ratio   |
      | bureau score |

  @E2E-06 @prod.syn
  Scenario Outline: The <end> <figure> that is accepted is scored
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer is scored with the <end> <figure> that is accepted
    Then the score is in the agreed range

    Examples:
      | figure           | end     | why                             |
      | age              | lowest  | the youngest adult              |
      | age              | highest | the oldest customer accepted    |
      | income           | lowest  | nobody is refused for no income |
      | income           | highest | the highest income accepted     |
      | bureau score     | lowest  | the worst report                |
      | bureau score     | highest | the best report                 |
      | debt ratio       | lowest  | no debt                         |
      | debt ratio       | highest | more debt than can be borne     |
      | employment years | lowest  | new in work                     |
      | employment years | highest | a whole working life            |

  @E2E-06 @prod.syn
  Scenario Outline: A request with <mistake> in <figure> is refused and not repeated
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer is to be scored with <mistake> as <figure>
    Then the request is refused as the sender's mistake
    And the refusal names <figure>
    And the refusal does not repeat what was sent

    Examples:
      | figure           | mistake                        | why                                   |
      | age              | nothing                        | a figure that is missing              |
      | age              | an empty value                 | empty is not a figure                 |
      | age              | a word                         | words are not figures                 |
      | age              | digits in quotation marks      | text is not silently read as a number |
      | age              | a list                         | one figure, not several               |
      | age              | yes                            | a yes is not a figure                 |
      | income           | nothing                        | a figure that is missing              |
      | income           | an empty value                 | empty is not a figure                 |
      | income           | a word                         | words are not figures                 |
      | income           | digits in quotation marks      | text is not silently read as a number |
      | income           | a list                         | one figure, not several               |
      | income           | yes                            | a yes is not a figure                 |
      | bureau score     | nothing                        | a figure that is missing              |
      | bureau score     | an empty value                 | empty is not a figure                 |
      | bureau score     | a word                         | words are not figures                 |
      | bureau score     | digits in quotation marks      | text is not silently read as a number |
      | bureau score     | a list                         | one figure, not several               |
      | bureau score     | yes                            | a yes is not a figure                 |
      | debt ratio       | nothing                        | a figure that is missing              |
      | debt ratio       | an empty value                 | empty is not a figure                 |
      | debt ratio       | a word                         | words are not figures                 |
      | debt ratio       | digits in quotation marks      | text is not silently read as a number |
      | debt ratio       | a list                         | one figure, not several               |
      | debt ratio       | yes                            | a yes is not a figure                 |
      | employment years | nothing                        | a figure that is missing              |
      | employment years | an empty value                 | empty is not a figure                 |
      | employment years | a word                         | words are not figures                 |
      | employment years | digits in quotation marks      | text is not silently read as a number |
      | employment years | a list                         | one figure, not several               |
      | employment years | yes                            | a yes is not a figure                 |
      | age              | less than the lowest accepted  | one step below the range              |
      | age              | more than the highest accepted | one step above the range              |
      | income           | less than the lowest accepted  | one step below the range              |
      | income           | more than the highest accepted | one step above the range              |
      | bureau score     | less than the lowest accepted  | one step below the range              |
      | bureau score     | more than the highest accepted | one step above the range              |
      | debt ratio       | less than the lowest accepted  | one step below the range              |
      | debt ratio       | more than the highest accepted | one step above the range              |
      | employment years | less than the lowest accepted  | one step below the range              |
      | employment years | more than the highest accepted | one step above the range              |

  @E2E-06 @prod.syn
  Scenario Outline: A request with <mistake> in <figure>, which its format cannot express, is refused
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer is to be scored with <mistake> as <figure>
    Then the request is refused as the sender's mistake
    And the refusal does not repeat what was sent

    Examples: such a request is no JSON as a whole, so that no field need be named
      | figure           | mistake      | why                                         |
      | age              | not a number | a computing mistake must not become a score |
      | age              | infinity     | a computing mistake must not become a score |
      | income           | not a number | a computing mistake must not become a score |
      | income           | infinity     | a computing mistake must not become a score |
      | bureau score     | not a number | a computing mistake must not become a score |
      | bureau score     | infinity     | a computing mistake must not become a score |
      | debt ratio       | not a number | a computing mistake must not become a score |
      | debt ratio       | infinity     | a computing mistake must not become a score |
      | employment years | not a number | a computing mistake must not become a score |
      | employment years | infinity     | a computing mistake must not become a score |

  @E2E-06 @prod.syn
  Scenario: A request that says more than agreed is refused
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer is to be scored with one figure more than agreed
    Then the request is refused as the sender's mistake
    And the refusal does not repeat what was sent

  @E2E-06 @prod.syn
  Scenario: A request without a customer is refused
    Given a fictitious customer with a recorded lawful basis for scoring
    When the figures are sent without saying whose they are
    Then the request is refused as the sender's mistake
    And the refusal does not repeat what was sent

  @E2E-06 @prod.syn
  Scenario: Nobody is scored without a recorded lawful basis
    Given a fictitious customer without a recorded lawful basis
    When the customer is to be scored
    Then the request is refused as not permitted
    And the refusal does not repeat what was sent

  @E2E-06 @prod.syn
  Scenario: The same request sent twice gets the first answer again
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer is scored twice under the same request number, and once more with other figures
    Then the second answer is the first one again
    And the third is it too, or is refused because the number is taken

  @E2E-06 @prod.syn
  Scenario: A request number cannot be used for somebody else
    Given two fictitious customers with the same figures and a recorded lawful basis for scoring
    When both are to be scored under the same request number
    Then the first one is scored
    And the second one is refused because the number is taken
    And the refusal does not repeat what was sent

  @E2E-06 @prod.syn
  Scenario: Figures that the platform does not have are not made up
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer is to be scored from figures that the platform was never given
    Then the request is refused because the figures are not known
    And the refusal does not repeat what was sent
