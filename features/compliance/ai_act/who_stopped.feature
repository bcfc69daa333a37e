@compliance @ai_act
Feature: A stop of automated decisions is on record under the name of the person who saw to it
  Oversight is by people who can be asked why (Regulation (EU) 2024/1689, Articles 14(4) and 26(2)). A stop under the name
  of a system, or of whomever the request names, is nobody's.

  @AIA-04 @prod.never @serial
  Scenario: Whoever stops decisions is named, whatever the request claims
    When a person stops decisions for a moment, each time with another claim of who it is
    Then the platform names for each stop the person who really saw to it, and since when
