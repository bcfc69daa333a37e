"""The card vault: the only place that holds card numbers, and holds them sealed.

A separate program with its own identity, its own tables (`schema/013_card_vault.sql`) and its own keys, which lie in
a file outside database and object store. Everybody else knows a card by a token that says nothing about it.

| obligation                                          | module       |
|-----------------------------------------------------|--------------|
| what a card number is, and where one must not stand | `numbers.py` |
| keys: apart from the data, with ids, replaceable    | `keys.py`    |
| strong, authenticated encryption; a keyed hash      | `sealing.py` |
| what of a number is shown to whom                   | `display.py` |
| who may do what; each reading leaves an entry       | `app.py`     |
| rows in the database, the limit after which they go | `cards.py`   |
| a number in a place not meant for it is an incident | `watch.py`   |
"""
