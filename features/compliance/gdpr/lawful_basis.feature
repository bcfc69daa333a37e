@compliance @gdpr
Feature: Nobody is scored without a lawful basis for exactly this purpose
  GDPR Articles 6(1), 7 and 21: processing needs a recorded basis for its purpose, and stops when consent is withdrawn
  or the person objects. A basis for something else, or one that has ended, is none.

  @GDPR-03 @prod.syn
  Scenario Outline: A request about a customer with <basis> is refused and leaves nothing behind
    Given a fictitious customer with <basis>
    When the customer is to be scored
    Then the request is refused as not permitted
    And each of 300 more requests by every way, spread over all replicas, is refused as well
    And no result, no cached copy, no message and no result event of this customer exists, while a customer with a basis is scored

    Examples:
      | basis                               | why                                |
      | no recorded basis                   | nobody ever asked                  |
      | a recorded basis for marketing only | another purpose                    |
      | a consent that was withdrawn        | it was there once                  |
      | a consent that was withdrawn, beside one to marketing | another one is left |
      | legitimate interests that the customer objected to | another way to end |
      | a contract recorded for model training only | another purpose, another basis |
      | a consent to model training only | another purpose, the same basis |

  @GDPR-03 @prod.never
  Scenario: A basis for one purpose is none for any other
    When for each pair of purposes a customer with each basis for the one is to be scored for the other
    Then each of these requests is refused as not permitted, while a basis for the very purpose lets it through

  @GDPR-03 @prod.never
  Scenario: A basis for one purpose is none for any other, when the customer's events arrive either
    Given for each other purpose a customer with each basis for it, and none for scoring
    When customer records and scoring requests of each of them arrive as events
    Then all of them are set aside, or read and passed over where that was agreed
    And nobody of them has a result

  @GDPR-03 @prod.never
  Scenario Outline: An event about a customer with <basis> is set aside and leaves nothing behind
    Given a fictitious customer with <basis>
    When customer records and scoring requests of this customer arrive as events, 4 of each kind
    Then all of them are set aside, or read and passed over where that was agreed
    And no result, no cached copy, no message and no result event of this customer exists, while a customer with a basis is scored

    Examples:
      | basis                               |
      | no recorded basis                   |
      | a recorded basis for marketing only |
      | a consent that was withdrawn        |
      | a consent that was withdrawn, beside one to marketing |
      | legitimate interests that the customer objected to |
      | a consent to model training only |

  @GDPR-03 @prod.syn
  Scenario: A recorded basis says whose it is, for what, why, in which words, when and how
    When a basis for scoring is recorded for a fictitious customer
    Then the register names the customer, the purpose, the basis, the version of the text, the channel and who recorded it
    And the time of the record lies within the time of this scenario and names its distance to UTC
    And the customer is scored

  @GDPR-04 @prod.syn
  Scenario Outline: After <ending> the customer is not scored any more, although all data are at hand
    Given a fictitious customer who is scored on the basis of <basis>, while short-lived copies of the data exist
    When the customer's <ending> is recorded
    Then within the agreed time every request about the customer is refused, with figures and without
    And so is each of 300 later ones by every way, spread over all replicas and the time until all has come to rest
    And the earlier decision can still be read by an auditor
    And the register shows the basis with its end

    Examples:
      | basis                | ending     |
      | consent              | withdrawal |
      | legitimate interests | objection  |

  @GDPR-04 @prod.never
  Scenario Outline: After <ending> events about the customer are set aside
    Given a fictitious customer who is scored on the basis of <basis>, while short-lived copies of the data exist
    And the customer's <ending> was recorded
    When customer records and scoring requests of this customer arrive as events, 4 of each kind
    Then all of them are set aside, or read and passed over where that was agreed
    And no new result of this customer exists, while a customer with a basis is scored

    Examples:
      | basis                | ending     |
      | consent              | withdrawal |
      | legitimate interests | objection  |

  @GDPR-04 @prod.syn
  Scenario: Withdrawing consent to marketing does not stop scoring on another basis
    Given a fictitious customer with a contract for scoring and a consent to marketing
    When the consent to marketing is withdrawn
    Then the customer is still scored

  @GDPR-04 @prod.syn
  Scenario: A basis that is no consent is not ended by a withdrawal
    Given a fictitious customer with a recorded lawful basis for scoring
    When a withdrawal is asked for although the basis is a contract
    Then the platform says that this basis cannot be ended that way
    And the customer is still scored
