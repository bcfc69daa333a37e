@security
Feature: What nobody described is refused, and the refusal tells nothing
  Whoever looks for a way in begins where no rule was written: at addresses that there are not, with methods that nobody
  uses. An error page that repeats what was sent does in the browser of somebody else what a link tells it to.

  @SEC-02 @prod.never
  Scenario: Refusals of unknown addresses, methods and headers tell nothing of what was sent or of the inside
    When requests that no description knows are sent to every replica
    Then many of them are refused
    And no refusal of them repeats what was sent or shows the inside of the platform
