@security
Feature: A token counts where it belongs only
  An address with a token in it is in the log of every machine on the way, in the history of the browser, and in what
  the next page is told. What a browser sends by itself, the page of a stranger can make it send. A platform that takes
  a token from such a place invites people to put it there.

  @SEC-01 @prod.never @one_at_a_time.clean_up
  Scenario Outline: A good token in <place> lets nobody in
    Given a fictitious customer who was scored, of whom the platform says the same each time
    When every call is made to every replica with a good token in <place> and none where it belongs
    Then no call takes it from there
    And the platform says the same of the customer as before
    And each call lets in who shows it where it belongs

    Examples:
      | place                 |
      | the address           |
      | a cookie              |
      | a form or the message |
