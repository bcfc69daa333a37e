-- What a search for personal data needs here: a place of the suite's own for decoys.

-- A decoy is planted here and must be found before anybody believes that something else was not found.
create schema acceptance_decoys authorization acceptance;
