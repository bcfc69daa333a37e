@security
Feature: What is delivered holds no secret, and only what may be in it
  A container image is copied to many machines and read by many people. What was once in it stays in it: a file that a
  later step removes can still be read by everybody who has the image. What runs in it should have no more power than it
  needs, and what it brings along should be known. So the image itself is looked into, layer by layer, and the scanner
  has to find what was planted in a copy of it before anything that it says counts.

  @SCAN-02 @prod.ro
  Scenario: No password or key lies in the image, not even in what was removed from it
    When the image is looked into together with planted weaknesses
    Then all of it was seen, what was planted was found, and no password or key that nobody answers for

  @SCAN-02 @prod.ro
  Scenario: What runs in the image does not run as its administrator
    When the image is looked into together with planted weaknesses
    Then all of it was seen, and whoever starts it does not start it as its administrator

  @SCAN-02 @prod.ro
  Scenario: The image is not set up more dangerously than agreed
    When the image is looked into together with planted weaknesses
    Then all of it was seen, and no more serious dangers in its settings than agreed

  @SCAN-02 @prod.ro
  Scenario: Every package in the image may be used under its licence
    When the packages in the image are listed
    Then the list names at least one, and none is under a licence that the company refuses

  @SCAN-02 @prod.ro
  Scenario: No more serious weaknesses than agreed are known of the packages in the image
    When the packages in the image are listed
    Then each was looked up in what is currently known, and no more serious weaknesses than agreed are

  @SCAN-02 @prod.ro
  Scenario: No password or key lies in the delivered folders
    When the delivered folders are looked into together with planted weaknesses
    Then all of it was seen, what was planted was found, and no password or key that nobody answers for

  @SCAN-02 @prod.ro
  Scenario: The delivered folders hold no more dangerous settings than agreed
    When the delivered folders are looked into together with planted weaknesses
    Then all of it was seen, and no more serious dangers in its settings than agreed

  @SCAN-06 @prod.ro
  Scenario: A scanner of images that overlooks what was planted is not believed
    When the scanner of images gets something harmless in place of the planted weaknesses
    Then its look does not count, because what was planted was overlooked

  @SCAN-05 @prod.ro @last
  Scenario: With what is in the image, all scanners together find no more than agreed
    When what was found in the image is put to the findings of all other scanners
    Then with it they are no more than agreed, each weakness counted once
    And no exception for the image has outlived its last day or its finding
