@compliance @ai_act
Feature: A stop lasts until a person ends it
  Whoever has stopped the machine goes home. The stop must not lapse with a cache, with a copy of the service that is
  replaced or with the night (Regulation (EU) 2024/1689, Article 14(4)(e)).

  @AIA-04 @prod.never @serial
  Scenario: A stop outlives a minute and the death of a copy of the scoring service
    Given fictitious customers of different figures who were decided about by every way in, at every replica
    When a person stops automated decisions for 60 seconds, while a copy of the scoring service is replaced
    Then nobody is decided about yet, and the platform tells of the very same stop
    And once the person lets decisions go on, every way in gives a score again within the agreed recovery time
