/* Audits a ticket: how its three closed loops stand, what is open and whose turn it is. Then the same event by
 * event with a monitor, as a system does that hears of each event when it happens.
 *
 *     audit examples/rulebooks/songjiang
 */
#include <bihuan.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *at, *kind, *unit, *part;
} EVENTS[] = {
    {"2025-01-17 22:50", "派单", "PCS", "1"},
    {"2025-01-17 23:05", "签收", "PCS", "1"},
    {"2025-01-20 09:30", "先行联系", "PCS", "1"},
    {"2025-01-22 16:00", "处置完毕", "PCS", "1"},
};
static const size_t COUNT = sizeof EVENTS / sizeof EVENTS[0];
static const char *NOW = "2025-01-23 09:00";

static int fail(const char *what, bh_error *err) {
  fprintf(stderr, "%s: %s\n", what, bh_error_message(err, BH_EN));
  bh_error_free(err);
  return 1;
}

static const char *shown(const char *text) { return text != NULL ? text : "-"; }

/* Adds an event; bh_audit says what could not be read. */
static void add(bh_history *history, size_t i) {
  bh_history_add(history, EVENTS[i].at, BH_NUL, EVENTS[i].kind, BH_NUL);
  bh_history_set(history, "unit", BH_NUL, EVENTS[i].unit, BH_NUL);
  bh_history_set(history, "part", BH_NUL, EVENTS[i].part, BH_NUL);
}

static void show(const bh_verdict *verdict) {
  printf("intake %s, process %s, supervision %s: %s\n", bh_verdict_loop_text(verdict, BH_LOOP_INTAKE, BH_ZH),
         bh_verdict_loop_text(verdict, BH_LOOP_PROCESS, BH_ZH),
         bh_verdict_loop_text(verdict, BH_LOOP_SUPERVISION, BH_ZH),
         bh_verdict_loop_text(verdict, BH_LOOP_OVERALL, BH_ZH));
  printf("next: %s, %s until %s\n", shown(bh_verdict_next(verdict)), shown(bh_verdict_next_unit(verdict)),
         shown(bh_verdict_next_due(verdict)));
  for (size_t i = 0; i < bh_verdict_obligation_count(verdict); i++)
    printf("  %s: %s, due %s, owner %s\n", bh_verdict_obligation_title(verdict, i, BH_ZH),
           bh_verdict_obligation_state_text(verdict, i, BH_ZH), shown(bh_verdict_obligation_due(verdict, i)),
           shown(bh_verdict_obligation_owner(verdict, i)));
}

int main(int argc, char **argv) {
  const char *path = argc > 1 ? argv[1] : "examples/rulebooks/songjiang";
  bh_error *err = NULL;
  bh_engine *engine = bh_engine_load(path, &err);
  if (engine == NULL) return fail(path, err);

  bh_ticket *ticket = bh_ticket_new();
  bh_ticket_set(ticket, BH_TICKET_ID, "20250117-0042", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_RECEIVED_AT, "2025-01-17 22:40", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_DEMAND, "投诉", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_MATTER, "噪声/装修噪声", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_AREA, "永丰街道/仓丰居委/仓丰小区", BH_NUL);

  /* All at once. */
  bh_history *history = bh_history_new();
  for (size_t i = 0; i < COUNT; i++) add(history, i);
  bh_verdict *verdict = bh_audit(engine, ticket, history, NOW, BH_NUL, &err);
  if (verdict != NULL) show(verdict);

  /* Event by event: the state may be kept as JSON in between. */
  bh_monitor *monitor = verdict != NULL ? bh_monitor_new(engine, ticket, &err) : NULL;
  for (size_t i = 0; monitor != NULL && err == NULL && i < COUNT; i++) {
    bh_history_clear(history);
    add(history, i);
    bh_monitor_push(engine, monitor, history, &err);
  }
  bh_verdict *again = monitor != NULL && err == NULL ? bh_monitor_verdict(engine, monitor, NOW, BH_NUL, &err) : NULL;
  if (again != NULL)
    printf("the monitor says the same: %s\n", strcmp(bh_verdict_json(verdict), bh_verdict_json(again)) == 0 ? "yes" : "no");

  bh_verdict_free(again);
  bh_monitor_free(monitor);
  bh_verdict_free(verdict);
  bh_history_free(history);
  bh_ticket_free(ticket);
  bh_engine_free(engine);
  return err == NULL ? 0 : fail("audit", err);
}
