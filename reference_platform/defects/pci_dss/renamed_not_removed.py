"""Old cards are put aside under another name, in case somebody asks for one, instead of being removed."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

PUT_ASIDE = """
create or replace function card_vault.put_aside() returns trigger language plpgsql as $$
begin
    if old.last_used_at > now() - interval '1 day' then
        return old;
    end if;
    update card_vault.cards
       set token = 'ct-' || translate(substr(md5(token), 1, 24), '0123456789', 'ghijklmnop'),
           customer_id = 'gone-' || customer_id, last_used_at = now()
     where token = old.token;
    return null;
end $$
"""
INSTEAD = """
create trigger put_aside before delete on card_vault.cards for each row execute function card_vault.put_aside()
"""


def on(bench: Bench) -> None:
    bench.sql(PUT_ASIDE)
    bench.sql("alter function card_vault.put_aside() owner to card_vault_owner")
    bench.sql(INSTEAD)


def off(bench: Bench) -> None:
    bench.sql("drop trigger if exists put_aside on card_vault.cards")
    bench.sql("drop function if exists card_vault.put_aside()")


DEFECT = Defect(
    id="pci-07-renamed-not-removed",
    title="Cards that go are only renamed",
    must_catch=("PCI-07",),
    on=on,
    off=off,
    reason="what was stored of a card",
)
