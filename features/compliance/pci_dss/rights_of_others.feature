@compliance @pci
Feature: What the database does for whoever calls it is open only to those whose work it is
  PCI DSS 7.2 and 7.3: rights are denied unless they were given. A procedure of a database often works with the rights
  of whoever owns it, and a new one is open to everybody until somebody closes it: then the figures of a customer, a
  card or the log itself can be changed by every identity that can sign in, though none was given a right to them.

  @PCI-15 @prod.ro
  Scenario: No procedure lends the rights of others to everybody
    When the procedures of the database are listed that run with the rights of others, and who may run them
    Then none of them is open to everybody, but agreed ones
    And none of them does what only an administrator may, for anybody who is none
    And none of them takes what belongs to the caller for what belongs to the platform

  @PCI-15 @prod.ro
  Scenario: Whoever can run a procedure with the rights of others has the agreed right to it
    When who may run a procedure with the rights of others is set against what was agreed
    Then nobody but the administrators may run one beyond the agreed ones

  @PCI-15 @prod.ro
  Scenario: Nobody who uses the database can make objects between those of the platform
    When those are listed who may make objects where those of the platform lie, or own what guards the audit log
    Then nobody can sign in who may make any there, but administrators and the owners of what is there
    And whoever owns a guard of the audit log cannot sign in, but administrators

  @PCI-15 @prod.never
  Scenario: Whoever has no business with cards is told none of them by the database
    Given a fictitious customer whose card is kept
    When each identity of the database without business with cards looks wherever it may for that one
    Then no column, table, view or procedure of the database tells any of them

  @PCI-12 @prod.never
  Scenario: Whoever has no business with the audit log is told nothing of it by the database
    When an auditor reads the audit log, and each identity without business with it looks for that reading
    Then no column, table, view or procedure of the database tells any of them

  @PCI-15 @prod.never
  Scenario: Whoever has no business with the key behind the names in the audit log is told it nowhere
    Given a fictitious customer with a recorded lawful basis for scoring
    When each identity without business with the key behind the names in the audit log looks wherever it may for it
    Then no column, table, view or procedure of the database tells any of them
