@compliance @sox
Feature: What became of a change is on record as it was told when it happened
  Sarbanes-Oxley section 404 and 18 USC 1519: to call an attempt past the procedure a change that failed, hides who tried
  what. The log told the outcome at the time, and nobody can change it there.

  @SOX-06 @prod.ro
  Scenario: The outcome of every change on record is the one that the log told
    When the record of model changes and the audit log are read
    Then no change on record has another outcome than the log told at the time
