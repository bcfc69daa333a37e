@compliance @pci
Feature: What those do who look after everything else is in the audit log as well
  PCI DSS 10.2.1: whoever may change keys may also open what they seal. Their acts are few, and none is too small for
  an entry.

  @PCI-10 @prod.never @one_at_a_time.clean_up
  Scenario: A change of the key of the cards leaves an entry with who made it
    When whoever looks after the keys changes the key of the cards
    Then the audit log has exactly one entry about it
    And the entry names somebody who is known, the outcome and the address it came from
