@compliance @gdpr
Feature: However a name is spelled, it is kept, shown and erased as it is
  GDPR Articles 5(1)(d), 15 and 17: a right that holds for plain letters only is none for most people. Accents,
  apostrophes, other scripts and long names are where programs go wrong.

  @GDPR-07 @prod.syn
  Scenario: A copy shows names and addresses exactly as they are spelled
    Given fictitious customers who went through the platform with names and e-mail addresses spelled in these ways
      | spelling                           |
      | with accents and umlauts           |
      | with apostrophes                   |
      | from right to left                 |
      | in characters of four bytes        |
      | as long as 90 characters           |
      | in capitals, with a hyphen         |
    When each of them asks for a copy of everything
    Then each copy shows the name and the e-mail address exactly as they are spelled

  @GDPR-06 @prod.never
  Scenario: Erased customers are found in no declared place, however their names are spelled
    Given fictitious customers who went through the platform with names and e-mail addresses spelled in these ways
      | spelling                           |
      | with accents and umlauts           |
      | with apostrophes                   |
      | from right to left                 |
      | in characters of four bytes        |
      | as long as 90 characters           |
      | in capitals, with a hyphen         |
    And a search finds the name and the e-mail address of each of them as they are spelled
    When all of them ask to be erased
    Then within the agreed erasure time a search of every declared place finds only details kept for a listed reason
