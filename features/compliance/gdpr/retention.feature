@compliance @gdpr
Feature: Personal data is not kept longer than agreed
  GDPR Article 5(1)(e): each category of personal data has a longest time, and after it the data are gone from every
  place; only a recorded legal hold keeps them. The age counts from when the source said so, to the minute.

  @GDPR-05 @prod.ro
  Scenario: No personal record is older than its longest time
    Given the platform holds personal data
    When the oldest record of each category of personal data is looked up
    Then none is older than the agreed longest time, unless a legal hold names it

  @GDPR-05 @prod.never @one_at_a_time.clean_up
  Scenario: The retention clean-up removes what is too old from every place, and nothing else
    Given fictitious customers whose newest details are of these ages, found in every place kept for customers
      | customer | age                                  | why                                   |
      | young    | a day less than the longest time     | well inside                           |
      | edge     | two minutes less than the longest time | a rule in whole days goes wrong here |
      | expired  | a minute more than the longest time  | a rule in whole days goes wrong here  |
      | old      | a day more than the longest time     | well outside                          |
      | held     | a day more than the longest time     | a legal hold is recorded              |
      | released | a day more than the longest time     | a legal hold was recorded and lifted  |
    When the retention clean-up is run
    Then nothing of "expired", "old" and "released" is found in any declared place within the agreed erasure time
    And everything of "young", "edge" and "held" is as it was
    And the legal hold on "held" says since when it has been overdue
    And the customers "expired", "old" and "released" do not come back when their earlier records are sent again
