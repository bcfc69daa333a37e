@security
Feature: The running service stands requests that nobody expects, of somebody who is let in
  Most faults of a service show only when it runs, and most of what it does lies behind the door. A scan whose requests
  are all refused at the door finds nothing either: so each call has to serve somebody while it is scanned.

  @SCAN-03 @SCAN-06 @prod.never @serial
  Scenario: No call of the running service breaks down on what somebody who is signed in sends
    When the running service is scanned as somebody who is signed in, together with a planted weakness
    Then each call served somebody meanwhile, the planted weakness was found, and no call broke down or showed its inside
    And no answer had another form than was described

  @SCAN-03 @SCAN-06 @prod.never @serial
  Scenario: A second scanner that the company keeps running finds no serious weakness
    When the running service is attacked by the second scanner, together with a planted weakness
    Then each call served somebody meanwhile, the planted weakness was found, and no more serious ones than agreed

  @SCAN-06 @prod.ro
  Scenario: A scanner of the running service that overlooks what was planted is not believed
    When the scanner of the running service gets something harmless in place of the planted weakness
    Then the scan of the running service does not count, because the planted weakness was overlooked
