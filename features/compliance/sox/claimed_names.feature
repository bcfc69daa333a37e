@compliance @sox
Feature: However a request claims to be somebody else's, the record of changes names who signed in
  Sarbanes-Oxley sections 302 and 404: each gateway, each service mesh and each framework has its own header for "who
  asks", and whoever believes one of them lets anybody sign in anybody's name. The same is true of what stands in the
  address, in a cookie or in the request itself, at each step of a change.

  @SOX-03 @prod.never @serial
  Scenario Outline: <claim>, at any step of a change, is not believed
    Given the model that serves, and another registered one
    When three people bring the other one into use, while each request claims <claim>
    Then every entry about it names who really took each step, and nothing that was claimed

    Examples:
      | claim                            |
      | a name in headers                |
      | a name in parameters and cookies |
      | a name in the contents           |
