@e2e
Feature: The object store returns exactly what it was given, and only to those who hold its key
  Models and their evidence live in the object store. A byte that changes on the way changes a model; a store that
  accepts a wrong key has no owner.

  @E2E-04 @prod.ro
  Scenario: The object store holds the place for model artefacts
    When the object store is asked for the places that the platform needs
    Then each of them exists

  @E2E-04 @prod.syn
  Scenario Outline: An object of <size> is read back byte for byte
    When an object of <size> made of random bytes is stored as <type>
    Then the same bytes are read back
    And the store gives the object's size and says that it is <type>

    Examples:
      | size      | type                     | why                                     |
      | 0 bytes   | application/octet-stream | an empty file is a file                 |
      | 1 byte    | text/plain               | the smallest content                    |
      | 100 KiB   | application/json         | an ordinary record                      |
      | 11 MiB    | application/octet-stream | larger than what is sent in one piece   |

  @E2E-04 @prod.syn
  Scenario: A removed object is gone
    Given an object that was stored and read back
    When the object is removed
    Then the store no longer has it

  @E2E-04 @prod.ro
  Scenario: The object store refuses a wrong secret key
    Given the object store accepts the suite's own key
    When the object store is asked with a wrong secret key
    Then it refuses because the key is wrong

  @E2E-04 @prod.ro
  Scenario: The object store shows nothing to somebody without a key
    Given the object store accepts the suite's own key
    When the object store is asked by somebody without a key
    Then it shows nothing of the places that the platform needs
    And it gives out no object of theirs, new or old
