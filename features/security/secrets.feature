@security
Feature: Tokens and passwords are in the store of secrets only
  Whoever reads a log, a message or an experiment record must not learn from it how to come in. What lets somebody in
  is kept in one place, and elsewhere at most as a digest from which nobody can tell it.

  @SEC-06 @prod.syn @serial @last
  Scenario: No token or password that lets somebody in is readable anywhere
    Given every identity that the suite holds has made calls, good ones and broken ones
    When every declared place is searched for the tokens and passwords that the suite holds
    Then none of the tokens and passwords is found
