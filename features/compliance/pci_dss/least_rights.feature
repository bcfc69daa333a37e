@compliance @pci
Feature: Identities are one person's or one program's, and have no more rights than they need
  PCI DSS 7.2 and 8.2: whoever shares an identity, or has more rights than the work needs, makes every other control
  blind. Rights are tried, not read in a policy; what the database lets nobody do is also read from its catalogue.

  @PCI-15 @prod.syn
  Scenario: Every call lets through exactly the identities that have the right to it
    When every call is made with every identity that the suite holds, with nothing to act on
    Then the identities that were let through are exactly the agreed ones for each call

  @PCI-15 @prod.ro
  Scenario: No identity that programs and people use at the database has the rights of its administrator
    When the powers of every identity that can sign in at the database are listed
    Then none of at least 6 that programs and people use can override rights, make identities or databases, or act as an owner
    And whoever can do everything there is nobody that programs and people use

  @PCI-15 @prod.never
  Scenario Outline: Whoever has no business with <what> is refused it at the database as well
    When each identity of the database without business with <what> tries to read it
    Then each attempt to read is refused for lack of rights

    Examples:
      | what                                        |
      | the figures of customers                    |
      | the contact details of customers            |
      | the key behind the names in the audit log   |
      | the audit log past its reading              |
