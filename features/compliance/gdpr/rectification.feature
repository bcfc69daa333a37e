@compliance @gdpr
Feature: A correction counts at once and everywhere
  GDPR Articles 16 and 5(1)(d): wrong data are corrected without delay. The next decision uses the corrected figures,
  whichever copy it is made from, and a late message with the wrong ones does not undo it.

  Background:
    Given a fictitious customer who was scored from stored figures, while short-lived copies of the data exist

  @GDPR-09 @prod.syn
  Scenario: An income corrected on request drives the next score
    When the customer's income is corrected on request
    Then the figures that the platform holds show the corrected income and nothing else has changed
    And the very next scores from stored figures, whoever answers, are those for the corrected income
    And no copy holds the wrong income

  @GDPR-09 @prod.syn
  Scenario Outline: The <figure> corrected on request is held and used, whichever figure it is
    When the customer's <figure> alone is corrected on request
    Then the figures that the platform holds show that correction and nothing else has changed
    And the very next scores from stored figures, whoever answers, are those for the corrected figures

    Examples:
      | figure           |
      | age              |
      | bureau score     |
      | debt ratio       |
      | employment years |

  @GDPR-09 @prod.syn
  Scenario Outline: Figures corrected to the <end> that is accepted are held and used
    When all of the customer's figures are corrected on request, one after the other, to the <end> that is accepted
    Then the figures that the platform holds show that correction and nothing else has changed
    And the very next scores from stored figures, whoever answers, are those for the corrected figures

    Examples:
      | end     | why                                         |
      | lowest  | nothing is a figure too, and not a gap      |
      | highest | what is large may be cut when it is written |

  @GDPR-09 @prod.syn
  Scenario: Figures corrected one after the other are all held and used, and stay so
    When all of the customer's figures are corrected on request, one after the other
    Then the figures that the platform holds are exactly the corrected ones
    And the next 100 scores from stored figures, spread over all replicas, are those for the corrected figures

  @GDPR-09 @prod.never
  Scenario: All that the customer system corrects at once is held and used, and stays so
    When a newer customer record with every figure, the name and the e-mail address corrected arrives as an event
    Then the figures that the platform holds are exactly the corrected ones
    And the next 100 scores from stored figures, spread over all replicas, are those for the corrected figures
    And a copy for the customer made now has the corrected name and e-mail address, and no longer the former ones

  @GDPR-09 @prod.never
  Scenario: An income corrected by the customer system drives the next score
    When a newer customer record with the corrected income arrives as an event
    Then the figures that the platform holds show the corrected income and nothing else has changed
    And the very next scores from stored figures, whoever answers, are those for the corrected income
    And no copy holds the wrong income

  @GDPR-09 @prod.never
  Scenario Outline: A late message with older figures does not undo a correction made <how>
    Given the customer's income was corrected <how>
    When a customer record with the wrong income from before the correction arrives late
    Then the figures that the platform holds show the corrected income and nothing else has changed
    And the very next scores from stored figures, whoever answers, are those for the corrected income

    Examples:
      | how                    |
      | on request             |
      | by the customer system |

  @GDPR-09 @prod.syn
  Scenario: A correction from a time before the figures that are held does not undo them
    When a correction older than the figures that are held is asked for
    Then it is refused as older than what is held, and the figures that are held have not changed

  @GDPR-09 @GDPR-07 @prod.syn
  Scenario: A copy for the customer made after a correction holds it, also where one was made before
    Given the customer has had a copy of everything and a portable one
    When all of the customer's figures are corrected on request, one after the other
    Then a copy of everything made now holds every corrected figure
    And a portable copy made now holds the corrected figures that the customer provided

  @GDPR-09 @GDPR-08 @prod.syn
  Scenario: A decision after a correction is explained by the corrected figures, whoever explains it
    Given the explanation of the customer's first score has been asked for
    When all of the customer's figures are corrected on request, one after the other, to the worst that is accepted
    And the customer is scored from stored figures
    Then the explanation of that score, whoever gives it, names the corrected figures
