@security
Feature: Who has no right gets nowhere, whatever they try
  Whoever breaks in does not use the front door as it was meant. Each call of the published description is tried as
  attackers try it, at every copy of the service, and the same call is let in for somebody who has the right.

  @SEC-01 @prod.never @one_at_a_time.clean_up
  Scenario Outline: Nobody gets in with <proof>
    Given a fictitious customer with a score, about whom the platform says the same each time
    When every call is made to every replica with <proof>
    Then no call lets it in
    And nothing about the customer has changed
    And each call lets in somebody who has the right

    Examples:
      | proof                                            |
      | no token, or one that nobody was given           |
      | a good token that was altered                    |
      | a token without a signature                      |
      | a token signed with a key that everybody guesses |
      | a token that has ended                           |

  @SEC-01 @prod.never @one_at_a_time.clean_up
  Scenario Outline: Nobody walks around a rule by <way>
    Given a fictitious customer with a score, about whom the platform says the same each time
    When the rule of every call is walked around by <way>, at every replica
    Then no call lets it in
    And nothing about the customer has changed
    And each call lets in somebody who has the right

    Examples:
      | way                                                |
      | another method in a header or parameter            |
      | other letters, slashes and endings of the address  |
      | the head of the answer only                        |
      | headers that only neighbours should send           |
      | parameters, cookies and names that switch it off   |
      | inner, trial and earlier addresses beside the described one |

  @SEC-01 @prod.never @one_at_a_time.clean_up
  Scenario: Nobody reaches what belongs to somebody else by its number
    Given two parties that may see only their own customers, each with a customer of its own
    When each makes every call that it may make with the numbers of the other's customer, at every replica
    Then no call reaches what belongs to the other
    And nothing about either customer has changed
    And each call lets in the party to which the customer belongs

  @SEC-01 @prod.never
  Scenario: A request cannot set what only the platform decides
    Given a fictitious customer with a recorded lawful basis for scoring
    When a score is asked for with fields that say what only the platform decides
    Then each field is refused, or the answer is as without it

  @SEC-02 @prod.never @one_at_a_time.clean_up
  Scenario: A line break in what is sent begins no line of its own in a log
    Given a fictitious customer with a score, about whom the platform says the same each time
    When values with line breaks and control characters are sent in every way in, to every replica
    Then no line of a log begins with what was sent
    And no part of an entry of the audit log begins with what was sent

  @SEC-02 @prod.never @one_at_a_time.clean_up
  Scenario: Refusals tell nothing of what was sent or of the inside of the platform
    Given a fictitious customer with a score, about whom the platform says the same each time
    When every call is made in wrong forms, by nobody and by who has the right
    Then every call refused some of it
    And no refusal repeats what was sent or shows the inside of the platform

  @SEC-02 @prod.never
  Scenario: A refused sign-in does not tell whether there is such an account
    Given a person with an account of their own, who can sign in
    When sign-ins with wrong passwords are refused, by turns for the person and under names that nobody has
    Then nothing in the refusals, nor their time, tells whether there is such an account
