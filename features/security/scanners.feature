@security
Feature: Scanners look for known weaknesses, and show that they look
  Most break-ins use a weakness that a scanner knows. But a scanner that looked at nothing also reports nothing, so each
  one has to find a planted weakness and to name all that it read before what it says counts.

  @SCAN-01 @SCAN-06 @prod.ro
  Scenario: The platform's source code has no more serious weaknesses than agreed
    When the source code is scanned together with a planted weakness
    Then every file was read, the planted weakness was found, and no more serious ones than agreed

  @SCAN-04 @SCAN-06 @prod.ro
  Scenario: The packages that the platform installs have no more known serious weaknesses than agreed
    When the dependencies are scanned together with a planted weakness
    Then every package was looked up in a current list, and no more serious weaknesses than agreed are known

  @SCAN-04 @prod.ro
  Scenario: Each package that the platform installs is named in one exact version
    When the packages that the platform installs are listed
    Then each is named in one exact version

  @SEC-06 @SCAN-06 @prod.ro
  Scenario: No password or key lies in the platform's files
    When the secrets in files are scanned together with a planted weakness
    Then every file was read, the planted key was found, and no other that nobody answers for

  @SCAN-06 @prod.ro
  Scenario Outline: A scanner of <what> that overlooks what was planted is not believed
    When the scanner of <what> gets something harmless in place of the planted weakness
    Then its scan does not count, because the planted weakness was overlooked

    Examples:
      | what             |
      | source code      |
      | dependencies     |
      | secrets in files |

  @SCAN-05 @prod.ro @last
  Scenario: All scanners together find nothing critical and fewer high weaknesses than agreed
    When the findings of all scanners are put together
    Then together they are no more than agreed, each weakness counted once
    And no exception has outlived its last day or its finding
