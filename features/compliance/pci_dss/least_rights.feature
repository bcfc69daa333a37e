@compliance @pci
Feature: Identities are one person's or one program's, and have no more rights than they need
  PCI DSS 7.2 and 8.2: whoever shares an identity, or has more rights than the work needs, makes every other control
  blind. Rights are tried, not read in a policy; what the database lets nobody do is also read from its catalogue.

  @PCI-15 @prod.syn @one_at_a_time.clean_up
  Scenario: Every call lets through exactly the identities that have the right to it
    When every call is made with every identity that the suite holds, with nothing to act on
    Then the identities that were let through are exactly the agreed ones for each call

  @PCI-15 @prod.ro
  Scenario: No identity that programs and people use at the database has the rights of its administrator
    When the powers of every identity that can sign in at the database are listed
    Then none of at least 6 that programs and people use can override rights, make identities or databases, or act as an owner
    And whoever can do everything there is nobody that programs and people use

  @PCI-15 @prod.ro
  Scenario: Nobody but the named administrators comes to every right at the database, by whatever way
    When the ways to every right at the database are followed for every identity that can sign in
    Then nobody but its named administrators comes to them, neither as such nor as a member of anything

  @PCI-15 @prod.ro
  Scenario: Whoever can add, change or remove something at the database has the agreed right to it
    When the rights to add, change and remove are listed for every identity that can sign in
    Then nobody but its administrators has such a right beyond the agreed ones

  @PCI-15 @PCI-13 @prod.ro
  Scenario: No setting puts a protection to sleep, and what is made later is as closed as what there is
    When the settings of the database and the rights to what is made later are listed
    Then no setting puts a protection to sleep, and nobody but its administrators may set one so
    And what the owner of the audit log makes later is open to nobody else, and nothing to everybody

  @PCI-15 @prod.never
  Scenario: No procedure of the database runs a statement that is handed to it
    When each of the platform's identities hands a statement to every procedure that runs with the rights of others
    Then no procedure runs the statement

  @PCI-15 @prod.never
  Scenario Outline: Whoever has no business with <what> is told it nowhere else in the database
    Given a fictitious customer whose figures and contact details the platform keeps
    When each identity of the database without business with <what> looks wherever it may for those of the customer
    Then no table, view or procedure of the database tells it to them

    Examples:
      | what                              |
      | the figures of customers          |
      | the contact details of customers  |

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

  @PCI-15 @prod.never
  Scenario: After 10 failures the right password is refused too, from wherever it comes, for at least 30 minutes
    Given a person with an account of their own, who can sign in
    When 10 wrong passwords are tried on the account, by turns from two addresses
    Then the right password is refused from either address
    And the account says that it is locked for at least 30 minutes from the last failure
    And another person signs in from the same addresses
    And once an administrator has unlocked the account its owner signs in again

  @PCI-15 @prod.never
  Scenario: Fewer failures lock nobody out, and success forgets them
    Given a person with an account of their own, who can sign in
    When 9 wrong passwords are tried on the account, by turns from two addresses
    Then its owner signs in, and after 9 more failures once again

  @PCI-15 @prod.never
  Scenario: No program can sign in as a person does
    When each program tries to sign in under its own name with its own token
    Then each program is refused

  @PCI-15 @prod.never
  Scenario: An account is one person's, and stays nobody else's when it is disabled
    Given a person with an account of their own, who can sign in
    When the account is disabled while its owner is signed in
    Then its owner is refused at once, with the token as with the password
    And no second account of the same name can be made

  @PCI-10 @prod.never
  Scenario: Each change of somebody's credentials leaves an entry with who made it
    Given a person with an account of their own, who can sign in
    When the account is given another password, unlocked and disabled by an administrator
    Then the audit log has exactly one entry about each of the 4 changes, with the administrator's name

  @PCI-10 @prod.never
  Scenario: Every attempt to sign in with a password leaves an entry, whether it succeeds or not
    Given a person with an account of their own, who can sign in
    When the person signs in rightly, with a wrong password, under a name that nobody has, and once disabled
    Then each attempt has exactly one entry, with who it was about, how it ended and where it came from

  @PCI-15 @prod.never
  Scenario: Another password ends every session that was begun with the old one
    Given a person with an account of their own, who can sign in
    And the person is signed in twice
    When an administrator gives the account another password
    Then both sessions are refused at every replica, and stay so
    And the old password is refused, and the new one signs in

  @PCI-15 @prod.never
  Scenario: No password is readable anywhere
    Given a person with an account of their own, who can sign in
    When passwords are given to the account, tried rightly and wrongly, and every declared place is searched for them
    Then none of the passwords is found
