@compliance @pci
Feature: A shown card number is cut, and the pieces do not fit together
  PCI DSS 3.4.1: nobody without that duty sees more than the issuer's digits and the last four. Each surface may be
  right by itself and all together still show the whole, when one hides the middle and another the beginning. Two cards
  are looked at, since digits of a single one may also stand somewhere by chance.

  @PCI-06 @prod.never
  Scenario: No surface shows anybody more than the issuer's digits and the last four
    Given a fictitious customer whose card is kept
    And another fictitious customer whose card is kept
    When both cards are looked at on every surface, by everybody who may use it
    Then at least one surface shows some of its digits
    And no surface shows anybody a digit between the issuer's and the last four
    And all surfaces together show no digit between the issuer's and the last four
