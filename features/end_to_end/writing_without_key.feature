@e2e
Feature: Nobody without a key changes what lies in the object store
  Whoever may add an object can put a model of their own in the place of the one that was approved; whoever may remove
  one can make the copies of the audit log vanish.

  @E2E-04 @prod.never
  Scenario: The object store takes nothing from somebody without a key, and lets them remove nothing
    Given the object store accepts the suite's own key
    When somebody without a key tries to store something in the object store, and to remove something from it
    Then it takes nothing from them, and lets them remove nothing
