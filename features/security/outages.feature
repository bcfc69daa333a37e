@security
Feature: While a part is away, nobody gets what they would not get otherwise
  Whoever cannot be asked cannot say no. A platform that then says yes can be opened by cutting a cable: failure must
  close, not open.

  @SEC-02 @prod.never @serial
  Scenario Outline: Without the <service> nobody is let in, scored or granted who is not otherwise
    Given a customer who was turned down, one without a lawful basis, and tokens that prove nothing
    When all of them are tried at every replica while the platform is cut off from the <service>
    Then none of them gets what they do not get otherwise
    And afterwards a customer with a lawful basis is scored again

    Examples:
      | service        |
      | database       |
      | cache          |
      | model registry |
