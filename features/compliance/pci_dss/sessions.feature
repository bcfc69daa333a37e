@compliance @pci
Feature: Whoever signs in may do what the account is for, as long as there is one, and is not guessed
  PCI DSS 7.2, 8.2.6 and 8.3.4: a session is an account at work. One with more rights than the account, one that outlives
  it at one of several copies of the service, or a lock that counts too slowly for a machine, opens every other door.

  @PCI-15 @prod.never @one_at_a_time.clean_up
  Scenario: Whoever signs in with a password may do no more than the account is for
    Given a person with an account of their own, who can sign in
    When every call is made at every replica with the session that began, with nothing to act on
    Then no call lets the session through but those for which the account was made

  @PCI-15 @prod.never
  Scenario: Guesses at the same moment are counted as guesses one after the other are
    Given a person with an account of their own, who can sign in
    When 30 wrong passwords are tried on the account at the same moment
    Then none of them signs in, and the right password is refused afterwards
    And another person signs in meanwhile

  @PCI-15 @prod.never
  Scenario: Whoever is signed in when the account is disabled is refused at every replica, and stays so
    Given a person with an account of their own, who can sign in
    And the person is signed in, and was seen so by every replica
    When an administrator disables the account
    Then the sessions and the password are refused at every replica, and stay so
