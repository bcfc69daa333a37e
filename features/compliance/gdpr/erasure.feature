@compliance @gdpr
Feature: An erased customer is gone from every place
  GDPR Articles 17 and 19: who asks to be erased is erased everywhere, except for what a listed legal reason keeps, and
  it stays so. A status that says "erased" proves nothing; a search that found the details before, and does not
  after, does.

  @GDPR-06 @prod.never
  Scenario: An erased customer is found in no declared place
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    And the customer has gone through the platform from end to end
    And the customer has done there whatever else the platform offers to a customer
    And the customer was scored 120 times more
    And a search finds the customer's details in each place declared for customer data
    And another fictitious customer with details of the same kind
    When the customer asks to be erased
    Then within the agreed erasure time a search of every declared place finds only details kept for a listed reason
    And the customer cannot be read from the platform any more
    And a record shows who asked, when it was done, what was removed and what was kept, and why
    And everything of the other customer is as it was

  @GDPR-06 @prod.never
  Scenario: Earlier messages that are processed again do not bring an erased customer back
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    And the customer has gone through the platform from end to end, with at least a record sent as an event
    And the customer was erased
    When the messages from before the erasure are sent again
    Then all of them are set aside, or passed over as known, without a result
    And within the agreed erasure time a search of every declared place finds only details kept for a listed reason

  @GDPR-06 @prod.never
  Scenario: A new basis does not let earlier messages bring back what was erased
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    And the customer has gone through the platform from end to end, with at least a record sent as an event
    And the customer was erased, and nothing is found of the customer any more
    When a basis for scoring is recorded anew, and the messages from before the erasure are sent again
    Then all of them are set aside, or passed over as known, without a result
    And within the agreed erasure time a search of every declared place finds nothing but the number under the new basis

  @GDPR-06 @prod.never
  Scenario: Whoever was given the details of a customer is told of the erasure, and keeps none of them
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    And the customer has gone through the platform from end to end
    And everybody who is given customers' details has some of this customer
    When the customer asks to be erased
    Then within the agreed erasure time none of them has any left

  @GDPR-06 @prod.never @one_at_a_time.training
  Scenario: The training set of a model does not keep the row of a customer who is erased later
    Given a fictitious customer whose name, e-mail address, number and income were created for this scenario
    And a model was trained on a set that contains the row of the customer, who had allowed it
    When the customer asks to be erased
    Then within the agreed erasure time a search of every declared place finds only details kept for a listed reason

  @GDPR-06 @prod.never
  Scenario: A customer on legal hold is not erased, and is told so
    Given a fictitious customer on legal hold
    When the customer asks to be erased
    Then the platform says that a legal hold stands in the way
    And the customer's figures are still there
