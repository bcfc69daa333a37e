@security
Feature: A token counts where it belongs only
  An address with a token in it is in the log of every machine on the way, in the history of the browser, and in what
  the next page is told. What a browser sends by itself, the page of a stranger can make it send. A platform that takes
  a token from such a place invites people to put it there.

  @SEC-01 @prod.never @one_at_a_time.clean_up
  Scenario Outline: A good token in <place> lets nobody in
    Given a fictitious customer with a score, about whom the platform says the same each time
    When every call is made to every replica with a good token in <place> and none where it belongs
    Then no call lets it in
    And nothing about the customer has changed
    And each call lets in somebody who has the right

    Examples:
      | place                 |
      | the address           |
      | a cookie              |
      | a form or the message |
