@compliance @pci
Feature: The audit log is copied out of reach at once, kept for a year, and missed when it is not
  PCI DSS 10.3.3, 10.5.1 and 10.7: the first thing an intruder removes is the log. So each entry has a copy elsewhere
  within seconds that nobody can remove for twelve months, and an alarm is raised when copies are not made any more.

  @PCI-14 @prod.syn
  Scenario: An entry just written has its copy within the agreed time, and the copy is the same
    When an auditor reads the audit log
    Then the entry about that reading has a copy within the agreed time, the same in every word

  @PCI-14 @prod.ro
  Scenario: The copies have no gap and reach back to the beginning, or twelve months
    When the copies of the audit log are read
    Then no number is missing between the oldest copy and the newest
    And the oldest copy is that of the first entry, or at least 365 days old

  @PCI-14 @prod.ro
  Scenario: No copy can be removed for twelve months
    When the locks of the copies of the audit log are read
    Then every copy is locked against everybody for at least 365 days from when it was made

  @PCI-14 @PCI-10 @prod.never @serial
  Scenario: When copies cannot be made an alarm is raised, and afterwards nothing is missing
    Given the way to the place where copies lie is cut
    When 5 entries are written
    Then an alarm about late copies is raised within the agreed time
    And when the way is open again each of the 5 entries has a copy, and no number is missing
    And the audit log says that copying stood still, and that it went on
