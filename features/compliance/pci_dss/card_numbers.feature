@compliance @pci
Feature: A card number that is offered is readable nowhere afterwards
  PCI DSS 3.5.1 and 12.5.2: a score needs no card number. One that arrives all the same, by mistake or on purpose, is
  refused or exchanged for a token at once, on every way in and also where something goes wrong. The search afterwards
  covers every declared place and every usual way of writing a number down.

  @PCI-01 @prod.never
  Scenario: A card number in a request is refused or dropped, and found nowhere
    Given a fictitious customer with a recorded lawful basis for scoring
    When card numbers made for this test are handed in with requests
      | way                                           | why                                      |
      | in place of the customer's number             | the wrong field of a form was filled in  |
      | in groups, in place of the customer's number  | as it is printed on the card             |
      | in place of a figure, as a number             | columns of a table were swapped          |
      | in place of a figure, as a text               | the type is wrong as well                |
      | in place of all figures                       | a whole record stands in one field       |
      | in a field that nobody asked for              | a sender added it                        |
      | as the name of a field                        | keys and values were swapped             |
      | in a request that breaks off                  | what cannot be read is often logged      |
      | in a request that is too large                | what is refused unread is often kept     |
      | in the address of a request                   | addresses are logged by everybody        |
      | behind the address of a request               | so are searches                          |
      | in the headers of a request                   | tracing keeps them                       |
      | in place of an access token                   | failed sign-ins are logged               |
      | in a free text                                | a customer wrote it into a letter        |
    Then no answer repeats any of them and none is a failure
    And a search of every declared place finds none of the card numbers

  @PCI-01 @prod.never
  Scenario: A card number in a record or a request is found nowhere once the message was dealt with
    Given a fictitious customer with a recorded lawful basis for scoring
    When card numbers made for this test are handed in with messages
      | way                                                   | why                                 |
      | in a header of a customer record                      | as it is printed on the card        |
      | in the customer's name                                | notes were typed into a name        |
      | in a field of a customer record that nobody asked for | as a number instead of a text       |
      | in place of a figure of a scoring request             | columns of a table were swapped     |
      | in place of the number of a scoring request           | in groups, as a reference           |
      | in a message that is no record at all                 | a file was sent to the wrong place  |
    Then a search of every declared place finds none of the card numbers

  @PCI-01 @prod.never
  Scenario: A card number in a transaction is found nowhere once the message was dealt with
    Given a fictitious customer with a recorded lawful basis for scoring
    When card numbers made for this test are handed in with messages
      | way                                                   | why                                 |
      | in place of the customer's number in a transaction    | accounts are named by their card    |
      | in place of the amount of a transaction               | columns of a table were swapped     |
      | in place of the number of a transaction               | the card served as a key            |
      | in a field of a transaction that nobody asked for     | the sender passes everything on     |
      | in a transaction that breaks off                      | what cannot be read is often kept   |
      | in the key of a transaction                           | partitions are chosen by card       |
      | in a header of a transaction                          | headers are searched by few         |
    Then a search of every declared place finds none of the card numbers

  @PCI-01 @prod.never
  Scenario Outline: A card number that comes <way> is exchanged for a token at once, and found nowhere
    Given a fictitious customer with a recorded lawful basis for scoring
    When a card number made for this test comes <way>
    Then the customer's card is known by a token that holds no digits of its number
    And a search of every declared place finds none of the card numbers

    Examples:
      | way                        |
      | as the customer's card     |
      | with a card payment        |
