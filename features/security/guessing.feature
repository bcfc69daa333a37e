@security
Feature: Whoever guesses passwords is stopped, whoever they say they are
  What a request says of its sender, whoever sends it chooses: the address that it was passed on for, the program, the
  device. Who is another one with each guess must not be given guesses without an end (PCI DSS 8.3.4).

  @PCI-15 @prod.never
  Scenario: An account is locked also when each failure claims to come from somewhere else
    Given somebody with an account that was made for this scenario, who has signed in
    When as many wrong passwords as were agreed are tried on the account, each as from another address and device
    Then the right password is refused too, wherever it is said to come from
    And another person signs in from an address and a device that nobody knows
