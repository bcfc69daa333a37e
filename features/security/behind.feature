@security
Feature: No name of the platform's own opens a service behind the scenes, and the model registry has no side door
  Programs have accounts as people have, and often the password that somebody typed on the first day. And a store that
  asks for a password at one of its addresses may answer at another.

  @SEC-05 @prod.never
  Scenario Outline: No account of the platform at the <service> has a password that is made of its name
    When somebody tries the <service> under each name that the platform itself uses, with a password made of it
    Then none of these names lets them in
    And the suite itself was let in before and after it

    Examples:
      | service        |
      | database       |
      | event broker   |
      | object store   |
      | model registry |

  @SEC-05 @prod.never
  Scenario: The model registry asks for a password in each of its usual ways
    When the model registry is asked in each of its usual ways by the suite, by nobody and with a wrong password
    Then no way that answers the suite answers anybody of them
