@compliance @gdpr
Feature: Models are trained only on data that may be used for it
  GDPR Articles 5(1)(b) and 6(4): data given for a loan do not become training data unless there is a basis for it. A
  registered training set is the only place where rows of customers may be found.

  @GDPR-12 @prod.ro
  Scenario: Every training set in use is registered, and is what was registered
    When the training sets of all registered models are listed
    Then each of them that is kept has the registered digest and number of rows
    And every stored training set belongs to a registered model

  @GDPR-12 @prod.never @one_at_a_time.training
  Scenario: A training uses the rows that may be used, and no other
    Given fictitious customers with a loan that came to its end, each with an income created for this scenario
      | customer  | training                                 |
      | willing   | allowed by consent                       |
      | silent    | never asked                              |
      | withdrawn | allowed by consent that was withdrawn    |
      | objecting | allowed until the customer objected      |
      | erased    | allowed by consent, then erased          |
    And the model in use and its version are known
    When the platform trains and registers a new model
    Then the registered training set contains the row of "willing"
    And "willing" is the only one of them whom a row of the registered training set is like, also if rows were altered
    And no training set, model file or record of a training contains a row of "silent", "withdrawn", "objecting" or "erased"
    And nothing but the registered training set contains the row of "willing"
    And no name, e-mail address or number of any of them is in the training set
    And the register of training sets names "willing" with this set, as it is stored, and none of the others with any
