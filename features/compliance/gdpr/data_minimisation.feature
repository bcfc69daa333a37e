@compliance @gdpr
Feature: Personal data is limited to what the purpose needs
  GDPR Article 5(1)(c) and 25(2): only data that a stated purpose needs may be shown or kept, and by default no more.
  A compliance officer wants to know that nobody added a field because it was handy.

  @GDPR-01 @prod.syn
  Scenario Outline: Only what the approved list of purposes names appears in the <place>
    Given a fictitious customer who has gone through the platform from end to end
    When the fields that appear in the <place> are listed
    Then every one of them has a purpose on the approved list

    Examples: what others are told
      | place                         |
      | answer to a scoring request   |
      | result that an auditor reads  |
      | figures that an auditor reads |
      | newest decision               |
      | scoring result event          |
      | message to the customer       |

    Examples: what is kept
      | place           |
      | database        |
      | cached copies   |
      | training data   |
      | inputs of the model |

  @GDPR-02 @prod.never
  Scenario Outline: Sensitive details that nobody asked for are kept nowhere when they arrive by <way>
    Given a fictitious customer with a recorded lawful basis for scoring
    And a religion, a health note and the address of a social profile that were made up for this scenario
    When they are sent along with the customer's figures by <way>
    Then the sensitive details are refused or dropped
    And a search of every declared place finds none of them, beyond the message that was sent

    Examples:
      | way               |
      | a scoring request |
      | a customer event  |

  @GDPR-02 @prod.syn
  Scenario: A detail without meaning that nobody asked for is refused or dropped
    Given a fictitious customer with a recorded lawful basis for scoring
    When the customer is to be scored with one figure more than agreed
    Then the detail is not repeated in the answer and not read back with the result
