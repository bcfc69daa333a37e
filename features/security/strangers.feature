@security
Feature: Services behind the scenes refuse strangers
  Who reaches the database, the cache or the store of models has passed every rule of the front door. Each of them must
  refuse whoever was given nothing, and what it came with as a password must not open it.

  @SEC-05 @prod.never
  Scenario Outline: The <service> refuses strangers and passwords that everybody guesses
    When somebody tries the <service> without a name, with a wrong password and with what everybody guesses
    Then nobody of them is let in
    And the suite itself was let in before and after

    Examples:
      | service        |
      | database       |
      | cache          |
      | event broker   |
      | object store   |
      | model registry |
