@slo
Feature: The status of a promise follows from its numbers
  Nobody writes a status. It is computed from what was counted, without rounding; where too little was counted, that is
  what is said. A promise is called kept when 95 percent sure, and broken only when so sure that a service which just
  keeps a thousand promises is seldom blamed for any: chance must not make red what is good.

  @SLO-07 @self-check @prod.ro
  Scenario Outline: <good> good requests of <all> against <target> percent are <status>
    When <good> of <all> requests were good and <target> percent were agreed
    Then the status is <status>

    Examples:
      | good  | all   | target | status       | why                                                    |
      | 2995  | 2995  | 99.9   | satisfied    | the fewest that can show it                            |
      | 2994  | 2994  | 99.9   | inconclusive | one too few, although none failed                      |
      | 60    | 60    | 99.9   | inconclusive | an hour of one look a minute shows nothing             |
      | 9970  | 10000 | 99.9   | violated     | 99.7 percent are not 99.9                              |
      | 9996  | 10000 | 99.9   | satisfied    | the most failures that still show it                   |
      | 9995  | 10000 | 99.9   | inconclusive | one failure more may mean less than 99.9               |
      | 9976  | 10000 | 99.9   | inconclusive | 24 failures instead of 10 may still be chance          |
      | 9975  | 10000 | 99.9   | violated     | 25 are no chance any more                              |
      | 99896 | 100000 | 99.9  | inconclusive | a little below, which may be chance                    |
      | 1917  | 2000  | 95     | satisfied    | 95.85 percent observed                                 |
      | 1916  | 2000  | 95     | inconclusive | 95.80 percent may still be less than 95                |
      | 1860  | 2000  | 95     | inconclusive | 93.00 percent may still be 95                          |
      | 1859  | 2000  | 95     | violated     | 92.95 percent are not 95                               |
      | 0     | 0     | 95     | inconclusive | nothing was observed                                   |

  @SLO-07 @self-check @prod.ro
  Scenario Outline: Of <judgements> promises that are just kept, hardly ever one is called broken
    When <judgements> promises of <target> percent are just kept and <all> requests are counted for each
    Then the chance that any of them is called broken is at most 5 percent

    Examples:
      | judgements | target | all    | why                              |
      | 1000       | 99.9   | 3060   | as many as one load has here     |
      | 1000       | 99.9   | 100000 | many requests are no way around  |
      | 1000       | 99     | 1150   | the slow answers of a short load |
      | 1000       | 95     | 2000   | labelled cases                   |

  @SLO-07 @self-check @prod.ro
  Scenario Outline: The error budget of <target> percent over <days> days is <minutes> minutes
    When <target> percent were agreed over <days> days
    Then <minutes> minutes may fail

    Examples:
      | target | days   | minutes | why                    |
      | 99.9   | 30     | 43.2    | the usual month        |
      | 99.9   | 365.25 | 525.96  | 8.77 hours in a year   |
      | 99.5   | 7      | 50.4    | a week                 |

  @SLO-07 @self-check @prod.ro @last @whole-run
  Scenario: Every promise that was looked at in this run has the status that its numbers give
    When the numbers of every promise in the record of this run are judged again
    Then each has the status that the record says
