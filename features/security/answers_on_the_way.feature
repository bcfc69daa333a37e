@security
Feature: What the platform says of a customer stays between it and whoever asked
  Proxies, delivery networks and browsers stand between the platform and who asks it. What an answer allows them to
  keep, they give to the next one who asks. What it allows a page of somebody else to read, that page reads in the name
  of whoever has opened it.

  @SEC-01 @prod.syn
  Scenario: No answer about a customer may be kept on the way and given to somebody else
    Given a fictitious customer who was scored, of whom the platform says the same each time
    When all that can be read of the customer is read at every replica
    Then no answer allows who passes it on to keep it and give it to somebody else

  @SEC-01 @prod.syn
  Scenario: No page of a stranger sees or changes what the platform keeps with the rights of who opened it
    Given a fictitious customer who was scored, of whom the platform says the same each time
    When all that can be read of the customer is read at every replica as by pages of strangers
    Then no answer allows such a page to have it
