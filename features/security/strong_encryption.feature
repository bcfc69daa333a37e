@security
Feature: Encryption is strong enough to keep what it protects
  A server that takes a weak cipher from one old client takes it from whoever listens as well. A certificate with a
  short key can be made a second time, and one that has ended teaches people to click warnings away.

  @SCAN-07 @prod.ro
  Scenario Outline: The <service> takes no weak cipher
    When the <service> is offered each kind of weak cipher, and nothing else
    Then it goes on with none of them, at any attempt
    And it goes on with a strong one with the same client

    Examples:
      | service        |
      | scoring API    |
      | model registry |
      | database       |
      | object store   |
      | event broker   |
      | cache          |

  @SCAN-07 @prod.ro
  Scenario Outline: The <service> shows strong certificates that are its own
    When the certificates that the <service> shows are looked at
    Then a careful client believes them, at each attempt
    And none of them has a short key, a broken signature or a day that is wrong

    Examples:
      | service        |
      | scoring API    |
      | model registry |
      | database       |
      | object store   |
      | event broker   |
      | cache          |

  @SCAN-07 @prod.ro
  Scenario Outline: The certificates of the <service> are renewed before they end, as early as agreed
    When the certificates that the <service> shows are looked at
    Then none of them is so near its end that it had to be renewed

    Examples:
      | service        |
      | scoring API    |
      | model registry |
      | database       |
      | object store   |
      | event broker   |
      | cache          |
