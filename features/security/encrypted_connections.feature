@security
Feature: Connections that carry personal data or secrets are encrypted
  Whoever can listen on the network must learn nothing. A server that also accepts an unencrypted connection will,
  one day, be given one.

  @SCAN-07 @prod.ro
  Scenario Outline: The connection to the <service> is encrypted and an unencrypted one is refused
    When the <service> is contacted with and without encryption
    Then the encrypted contact proves to be the right server
    And the unencrypted contact gets no service

    Examples:
      | service        |
      | scoring API    |
      | model registry |
      | database       |
      | object store   |
      | event broker   |
      | cache          |

  @SCAN-07 @prod.ro
  Scenario Outline: The <service> does not speak <version>
    Given a client that is shown to be able to speak <version>
    When the client asks the <service> for <version> only
    Then it does not speak it, at any attempt
    And it speaks a current version with the same client

    Examples:
      | service        | version |
      | scoring API    | TLS 1.0 |
      | scoring API    | TLS 1.1 |
      | model registry | TLS 1.0 |
      | model registry | TLS 1.1 |
      | database       | TLS 1.0 |
      | database       | TLS 1.1 |
      | object store   | TLS 1.0 |
      | object store   | TLS 1.1 |
      | event broker   | TLS 1.0 |
      | event broker   | TLS 1.1 |
