@compliance @gdpr
Feature: What a person has achieved is still so later
  GDPR Articles 7(3), 16, 18, 21 and 22(3): a withdrawal, a correction or a person's decision that lapses, is overwritten
  by a nightly job or is forgotten with a cache was none. It matters to whoever goes home believing that all is settled.

  @GDPR-04 @GDPR-03 @GDPR-09 @GDPR-10 @E2E-07 @prod.never
  Scenario: A withdrawal, a refusal, a correction, a review, a hold and a single effect last
    Given customers who withdrew, objected, were refused, corrected, given their right by a person, held or counted once
    When 60 seconds have passed in which nobody asked for any of them, and what came before is sent again
    Then all of it is still so, by every way and at every replica

  @GDPR-04 @GDPR-03 @prod.never
  Scenario: Who withdrew and consents anew is scored again, and a withdrawal ends no other consent
    When a customer withdraws the consent to scoring and gives it anew, and every way in decides about the customer
    Then every way in, at every replica, gives a score
    And consents to other purposes, which nobody withdrew, were still in force meanwhile
