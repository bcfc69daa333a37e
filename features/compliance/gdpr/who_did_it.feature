@compliance @gdpr
Feature: Whoever did something about a customer is on record under their own name, and at the time when they did
  GDPR Articles 5(2), 7(1) and 24: whoever must show that a consent was given, or an erasure was done, needs a record that
  names the person who signed in. One technical account for everybody, or a name that the request itself brings, shows
  nothing.

  @GDPR-03 @prod.never
  Scenario: The register of bases names who really recorded each of them, and by which channel
    When everybody who may do so records a basis for scoring, and one of them also claims in every way to be somebody else
    Then the register names for each basis who really recorded it, and the channel that was told

  @GDPR-04 @prod.never
  Scenario: The register of bases tells when each of them really ended
    When a consent is withdrawn, and somebody objects to a legitimate interest
    Then the register tells for each of them when it really ended

  @GDPR-06 @prod.never
  Scenario: The record of an erasure names who really asked for it
    When customers are erased by somebody who claims in every way to be somebody else
    Then the record of each erasure names who really asked for it, and when it was really done

  @GDPR-10 @prod.never
  Scenario: A case names the reviewer who really decided it
    When cases are decided by a reviewer who claims in every way to be somebody else
    Then each case names the reviewer who really decided it
