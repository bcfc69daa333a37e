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
