@compliance @gdpr
Feature: Whoever is too old goes as wholly as after an erasure, and whoever stays loses nothing
  GDPR Articles 5(1)(e), 17(3) and 19: a clean-up that forgets cards, loans or whoever was given the details keeps people
  too long; one that takes a case, a card or a copy of those who stay destroys what they have a right to. The same is
  true of an erasure that a legal hold must stop.

  @GDPR-05 @prod.never @one_at_a_time.clean_up
  Scenario: The retention clean-up leaves no card and no loan of whoever goes, and takes nothing of whoever stays
    Given fictitious customers of these ages who did whatever leaves them as old as they are
      | customer  | age                              | why                     | card |
      | young     | a day less than the longest time | well inside             | yes  |
      | held      | a day more than the longest time | a legal hold is recorded | yes |
      | expired   | a day more than the longest time | well outside            | no   |
      | with card | a day more than the longest time | well outside            | yes  |
    When the retention clean-up is run
    Then of "expired" nothing is found in any declared place within the agreed erasure time, cards and loans included
    And of "young" and "held" nothing that could be read is lost
    And of "with card" nothing is found in any declared place within the agreed erasure time, cards and loans included

  @GDPR-05 @prod.never @one_at_a_time.clean_up
  Scenario: Whoever was given the details of a customer who is too old keeps none of them either
    Given fictitious customers of these ages who did whatever leaves them as old as they are
      | customer | age                              | why          | card |
      | young    | a day less than the longest time | well inside  | no   |
      | expired  | a day more than the longest time | well outside | no   |
    And everybody who is given customers' details has some of each of them
    When the retention clean-up is run
    Then within the agreed erasure time nobody who is given details has any left of "expired"
    And everybody who is given details still has those of "young"

  @GDPR-06 @prod.never
  Scenario: An erasure that a legal hold stops has not begun anywhere
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    And the customer has gone through the platform from end to end
    And the customer did there whatever else the platform offers, and all that can be read of it is noted
    And another fictitious customer who went through the platform from end to end
    When a legal hold on the customer is recorded, and then the customer asks to be erased
    Then the platform says that a legal hold stands in the way
    And the other customer, who asks to be erased after that, is gone from every place in the agreed time
    And of the customer on hold nothing that could be read is lost, and no stored object
