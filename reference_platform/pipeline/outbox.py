"""Delivers notifications from the outbox: at least once, in its own time, never in the way of scoring."""

import logging
import threading

from reference_platform.pipeline.database import Database
from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.outside import Notification, NotificationSink, Recipient

log = logging.getLogger(__name__)

IDLE_PAUSE_S = 0.5
AT_ONCE = 50

DUE = """
select n.notification_id, n.customer_id, c.name, c.email
  from notification_outbox n left join customer_contacts c using (customer_id)
 where n.delivered_at is null and n.due_at <= now() order by n.due_at limit %s
"""
DELIVERED = "update notification_outbox set delivered_at = now() where notification_id = %s"
# Again after 0.5 s, 1 s, 2 s, ... at most 15 s.
POSTPONED = """
update notification_outbox
   set attempts = attempts + 1, due_at = now() + least(15, 0.5 * 2 ^ least(attempts, 10)) * interval '1 s'
 where notification_id = %s
"""


class Outbox:
    """Empties the outbox until told to stop."""

    def __init__(self, database: Database, sink: NotificationSink, stop: threading.Event) -> None:
        self._database = database
        self._sink = sink
        self._stop = stop

    def run(self) -> None:
        """Deliver what is due, again and again."""
        away = False
        while not self._stop.is_set():
            try:
                went_on = self.deliver_due()
                away = False
            except Away as error:
                if not away:
                    log.warning("no notifications for now: %s", error)
                away, went_on = True, False
            if not went_on:
                self._stop.wait(IDLE_PAUSE_S)

    def deliver_due(self) -> bool:
        """Deliver what is due; False when nothing was, or the sink refused. Raises Away."""
        with self._database.transaction() as cursor:
            cursor.execute(DUE, (AT_ONCE,))
            due = [addressed(*row) for row in cursor.fetchall()]
        for notification in due:
            if self._stop.is_set():
                return False
            delivered = self._sink.deliver(notification)
            with self._database.transaction() as cursor:
                cursor.execute(DELIVERED if delivered else POSTPONED, (notification.notification_id,))
            if not delivered:
                log.warning("the notification sink did not take a notification; it will be tried again")
                return False
        return bool(due)


def addressed(notification_id: str, customer_id: str, name: str | None, email: str | None) -> Notification:
    """A row of DUE; without contact data nobody is addressed."""
    recipient = Recipient(name, email) if name and email else None
    return Notification(notification_id, customer_id, recipient)
