@compliance @sox
Feature: The record of changes is complete and true, and what runs is what was approved
  A record can only be as complete as what it is compared with. So it is compared with what it does not write itself:
  the registry, the stored file, every replica and the scores they give (Sarbanes-Oxley Act, section 404).

  @SOX-02 @prod.ro
  Scenario: Registry, store and every replica name exactly what the record names
    When the record of changes is compared with the registry, the stored file and every replica
    Then each of them names what the record names, and the record names nothing else
    And every change of model on record names a version and a file that the registry has
    And no unauthorised change is still in effect

  @SOX-02 @prod.syn
  Scenario: Whatever model ever decided was brought into use by a change on record
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer is scored, and every model version that ever decided is looked up
    Then every model version that ever decided was brought into use by a change on record

  @SOX-02 @prod.never @serial
  Scenario: A version that is put into use in the registry itself is on record in time, and decides about nobody
    Given a fictitious customer with a recorded lawful basis for scoring
    And the model that serves, and another registered one
    When somebody with rights in the registry puts the other one into use there
    Then in time the record has an unauthorised change that names the other one
    And every answer still comes from the model of before

  @SOX-02 @prod.never @serial
  Scenario: A digest that is written anew in the registry is on record in time
    Given the model that serves, and another registered one
    When somebody with rights in the registry writes another digest on the model in use
    Then in time the record has an unauthorised change that names the model in use
    And the model in use is the one of before

  @SOX-02 @prod.never
  Scenario: The stored file of the model in use cannot be written anew
    When somebody with an account at the object store tries to write the file of the model in use
    Then the store refuses that as not permitted, and the file is the same

  @SOX-07 @prod.ro
  Scenario: One digest leads from the approval to every replica
    When the digest of the model in use is asked for wherever it is known
    Then approval, deployment, registry, stored file and every replica name the same one

  @SOX-07 @prod.syn
  Scenario: Every replica gives the agreed figures the scores that were approved
    Given a fictitious customer with a recorded lawful basis for scoring
    When every replica scores the agreed figures
    Then each score is the one that was written down when the model was approved

  @SOX-07 @prod.never @serial
  Scenario: After a change every replica gives the scores that were approved with it
    Given a fictitious customer with a recorded lawful basis for scoring
    And the model that serves, and another registered one
    When three people bring the other one into use, with a reason that nobody gave before
    Then in time every replica says that it serves the other one
    And each of them gives the agreed figures the scores that were written down with this approval

  @SOX-08 @prod.syn
  Scenario: Every replica draws the line between risk levels exactly where the record says
    Given a fictitious customer with a recorded lawful basis for scoring
    When every replica decides on figures just below and just above each limit on record
    Then each risk level is the one that the limits on record give

  @SOX-08 @prod.never
  Scenario: The same limits are drawn for those who ask by a message
    Given a fictitious customer with a recorded lawful basis for scoring
    And somebody waits for scoring results before anything is sent
    When figures just below and just above each limit on record are sent to be scored
    Then the results name for each of them the risk level that the limits on record give

  @SOX-08 @prod.never @serial
  Scenario: A changed limit between risk levels is on record, and applies in every replica
    Given a fictitious customer with a recorded lawful basis for scoring
    When three people change a limit between two risk levels, with a reason that nobody gave before
    Then exactly one entry on record gives this reason, with old and new limits, people and outcome
    And in time every replica uses the new limits

  @SOX-08 @prod.never @serial
  Scenario: A change that somebody without the right wants to deploy is refused and on record
    Given the model that serves, and another registered one
    And the change to the other one was asked for and approved
    When it is to be deployed by the person who asked
    Then it is refused as not permitted, and the refusal is on record

  @SOX-08 @prod.never @serial
  Scenario: A deployment that fails is on record, and changes nothing
    Given the model that serves, and another registered one
    And the change to the other one was asked for and approved
    When the change is to be deployed while the registry is cut off
    Then the failure is on record
    And the model in use is the one of before

  @SOX-08 @prod.never @serial
  Scenario: A way back to an earlier model is on record as one
    Given the model that serves, and another registered one
    And three people brought the other one into use
    When three people bring the model of before into use again
    Then exactly one entry on record gives this reason, as a way back

  @SOX-08 @prod.never @serial
  Scenario: A change in an emergency is on record with the day of its review, and another person reviews it
    Given the model that serves, and another registered one
    When the other one is brought into use in an emergency
    Then the entry says that it was an emergency and when its review is due
    And whoever made the change cannot review it
    And another emergency change is refused until it has been reviewed
    And the review by another person is on record

  @SOX-08 @prod.ro
  Scenario: Every emergency in the history was reviewed in time by another person
    When the record of changes is read
    Then no emergency change on record lacks a review that is due
