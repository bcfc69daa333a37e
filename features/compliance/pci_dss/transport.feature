@compliance @pci
Feature: Public endpoints refuse weak and plain transport
  Whatever a server accepts, somebody on the way will ask for. Card data that crosses a public network needs strong
  cryptography and certificates that are checked (PCI DSS 4.2.1). Connections inside the platform are tested as well,
  under the security layer. It matters to whoever answers for the network.

  @PCI-08 @prod.ro
  Scenario: Every public endpoint proves who it is over a current protocol, and only to who trusts its authority
    When every public endpoint is contacted by a careful client, and by one that trusts another authority
    Then the careful client reaches the right server each time, over TLS 1.2 or later
    And the client that trusts another authority reaches none

  @PCI-08 @prod.ro
  Scenario Outline: No public endpoint speaks <version>
    Given a client that is shown to be able to speak <version>
    When the client asks every public endpoint for <version> only
    Then none of them speaks it, at any attempt
    And each of them speaks a current version with the same client

    Examples:
      | version |
      | TLS 1.0 |
      | TLS 1.1 |

  @PCI-08 @prod.ro
  Scenario: No public endpoint takes a request that is not encrypted, not even to redirect it
    When a request with contents is sent to every public endpoint without encryption
    Then none of them accepts it, and none tells where it should have gone
