@compliance @sox
Feature: The trail of model changes cannot be changed, lacks nothing, and no privacy job touches it
  Sarbanes-Oxley sections 302 and 404: evidence that somebody can edit is no evidence. The trail only grows, its end
  agrees with a copy out of reach, and erasing a customer does not erase who changed a model.

  @SOX-06 @prod.ro
  Scenario: Every recorded change of a model is in the log that only grows
    When the record of model changes and the audit log are read
    Then every recorded change has its entries in the log, and no entry is about a change that is not recorded
    And both tell the same of each change: who asked, approved, deployed and reviewed, and when, what and why
    And every entry is linked to the one before it, without a gap from the first one on

  @SOX-06 @prod.ro
  Scenario: The limits of every earlier version are those that the log told when they came to be
    When the record of model changes and the audit log are read
    Then the limits of every change of limits on record are those that its entries in the log tell

  @SOX-06 @prod.never
  Scenario: The entry of a change just asked for agrees with its copy out of reach
    Given a change of a model that was just asked for
    Then the audit log has an entry about it, with the reason that was given
    And that entry has a copy out of reach, the same in every word

  @SOX-06 @prod.never
  Scenario Outline: Every identity of the platform that tries <attempt> is refused
    Given a change of a model that was just asked for
    When each of the platform's identities tries <attempt> that was just asked for
    Then each attempt is refused for lack of rights, and the record of the change is still the same

    Examples:
      | attempt                                       |
      | to change the record of the change            |
      | to remove the record of the change            |
      | to empty the record of changes                |
      | to remove the record of changes               |
      | to switch off the protection of the record    |
      | to add to the record past its procedure       |

  @SOX-06 @prod.never
  Scenario Outline: Even whoever owns the database is refused <attempt>, as long as its protection is on
    Given a change of a model that was just asked for
    When whoever owns the database tries <attempt>, to be taken back
    Then the protection refuses it

    Examples:
      | attempt                                       |
      | to change the record of the change            |
      | to remove the record of the change            |
      | to empty the record of changes                |
      | to change a ticket                            |
      | to remove a ticket                            |
      | to empty the register of tickets              |
      | to change limits that were asked for          |

  @SOX-06 @prod.never @serial
  Scenario: Erasing customers and removing what is too old leave the trail as it is
    Given a change of a model that was just asked for
    And the record of model changes and the audit log as they are now
    When a customer is erased and everything that is kept for too long is removed
    Then the record of model changes and the audit log hold all they held, unchanged
