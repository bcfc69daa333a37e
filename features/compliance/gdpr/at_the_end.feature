@compliance @gdpr @serial @last
Feature: When all is done, nobody is left behind
  GDPR Articles 5(1)(f), 17 and 32: what a single look misses, the end of the day shows. Each scenario made fictitious
  customers and had them erased when it ended; whatever was done with them, and by whichever way, leaves none of them.

  @GDPR-11 @prod.never
  Scenario: No log and no measurement of the whole run names any of its customers
    When the number, the name and the e-mail address of every customer of this run are looked for
    Then a search of all logs, from their beginning, and of all measurements finds none of them

  @GDPR-06 @prod.never
  Scenario: No place keeps any customer of the whole run after all of them were erased
    When the number, the name and the e-mail address of every customer of this run are looked for
    Then within the agreed erasure time a search of every place but logs finds only details kept for a listed reason
