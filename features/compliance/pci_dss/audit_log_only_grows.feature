@compliance @pci
Feature: The audit log can only grow, and whoever forges it is found out
  PCI DSS 10.3.2 and 10.3.4: nobody the platform works with can change, remove or hide an entry, not even the database
  user that writes the log; and where somebody with all rights does, the first false entry is named.

  @PCI-13 @prod.ro
  Scenario: No identity has the right to change the audit log, and its owner is nobody
    When the rights to the audit log are listed for every identity that can sign in at the database
    Then none of at least 6 identities may add to it directly, change it, remove from it or empty it
    And its owner cannot sign in, and nobody is a member of it
    And a protection that cannot be slept through stands against change, removal and emptying

  @PCI-13 @prod.never
  Scenario Outline: Every identity of the platform that tries <attempt> is refused
    When each of the platform's identities tries <attempt> on an entry just written
    Then each attempt is refused for lack of rights, and the entry is still the same

    Examples:
      | attempt                                         | why                                               |
      | to change the entry                             | the obvious one                                   |
      | to remove the entry                             | the obvious one                                   |
      | to empty the log                                | a protection of single entries does not see it    |
      | to remove the log                               | an owner could                                    |
      | to alter the log                                | an owner could                                    |
      | to switch its protection off                    | an owner could                                    |
      | to replace its protection                       | an owner could                                    |
      | to take the log over                            | a member of the owner could                       |
      | to become the owner of the log                    | an owner could                                    |
      | to write a back-dated entry                     | a forged past                                     |
      | to write a back-dated entry without reading one | a forged past, by whoever may write but not read  |

  @PCI-13 @prod.syn
  Scenario: The whole audit log is linked without a gap, from its first entry to one just written
    When an auditor reads the whole audit log
    Then every entry is linked to the one before it, without a gap from the first one on
    And the newest entries include that of an earlier reading by this run
    And every entry that has a copy out of reach is the same as its copy

  @PCI-13 @prod.syn
  Scenario: The platform itself can tell that its audit log is whole
    Given an entry just written that has a copy out of reach
    When an auditor has the platform verify its audit log
    Then the platform says that the log is whole, and has compared it with a copy that includes the entry

  @PCI-13 @prod.never @serial
  Scenario Outline: It is found out, and named by its number, when <forgery>
    When the owner of the database forges the log so that <forgery>
    Then the platform's verification names the first false entry
    And a verification that does not rely on the platform names the same one

    Examples:
      | forgery                                                      |
      | an entry is changed                                          |
      | a detail of an entry is changed                              |
      | an entry is removed                                          |
      | an entry is put between two others                           |
      | two entries change places                                    |
      | the end of the log is cut off                                |
      | an entry is changed and every link after it is calculated anew |

  @PCI-13 @prod.never
  Scenario Outline: The copy of the audit log is out of reach of whoever tries to <attempt>
    Given an entry just written that has a copy out of reach
    When each identity of the object store that could try it tries to <attempt>
    Then each is refused, and the copy is still the same

    Examples:
      | attempt                                         |
      | remove the copy                                 |
      | remove the copy, overriding its lock            |
      | shorten the time for which the copy is locked   |

  @PCI-13 @prod.never
  Scenario: Whoever writes over a copy of the audit log changes nothing of what was copied first
    Given an entry just written that has a copy out of reach
    When each identity of the object store that could try it tries to write over the copy
    Then the copy that was made first is still the same, whatever was written over it

  @PCI-13 @prod.ro
  Scenario: No copy of the audit log is cut off, or in any other way more or less than its entries
    When the copies of the audit log are read
    Then each line of the copies is an entry that can be read

  @PCI-13 @prod.ro
  Scenario: No copy of an entry was written over with another one
    When the copies of the audit log are read
    Then no entry has two copies that differ
