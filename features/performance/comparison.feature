@performance
Feature: A service that became slower is noticed, and chance is not taken for it
  Figures differ from run to run. What was accepted once is the measure: a figure counts as worse only when it differs
  by more than is tolerated and by more than chance, and where chance is too large to tell, that is what is said.

  @PERF-06 @self-check @prod.ro
  Scenario Outline: <now> milliseconds instead of 100 that scatter by <scatter> percent are called <change>
    Given answers in 100 milliseconds that scatter by <scatter> percent were accepted
    When they come in <now> milliseconds with the same scatter and 10 percent more are tolerated
    Then this is called <change>

    Examples:
      | now | scatter | change        | why                                               |
      | 100 | 2       | no difference | nothing changed                                   |
      | 105 | 2       | no difference | less than what is tolerated                       |
      | 130 | 2       | regression    | more than what is tolerated, and more than chance |
      | 75  | 2       | improvement   | better by more than chance                        |
      | 112 | 60      | inconclusive  | chance alone may do that                          |
      | 100 | 90      | inconclusive  | chance could hide a worsening                     |

  @PERF-06 @prod.never @serial
  Scenario: No figure of this run is worse than the accepted one
    Given the agreed load was put on the service for the agreed time
    And figures of this platform on this machine were accepted
    When the figures of this run are compared with them
    Then none is worse by more than is tolerated and by more than chance

  @PERF-07 @self-check @prod.ro
  Scenario: A run adds its figures to the history and changes nothing that stands there
    Given a history of 3 runs whose last line was cut off
    When a run adds its figures to the history
    Then the 2 whole runs stand there as before, and the new figures after them
