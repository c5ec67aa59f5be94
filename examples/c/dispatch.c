/* Loads a rulebook, dispatches a ticket and shows who gets it, by when and why.
 *
 *     dispatch examples/rulebooks/songjiang
 */
#include <bihuan.h>
#include <stdio.h>

/* Shows an error and frees it. */
static int fail(const char *what, bh_error *err) {
  fprintf(stderr, "%s: %s\n", what, bh_error_message(err, BH_EN));
  bh_error_free(err);
  return 1;
}

/* A text that may be absent. */
static const char *shown(const char *text) { return text != NULL ? text : "-"; }

int main(int argc, char **argv) {
  const char *path = argc > 1 ? argv[1] : "examples/rulebooks/songjiang";
  bh_error *err = NULL;

  /* Once in the life of a program; it may be shared between threads. */
  bh_engine *engine = bh_engine_load(path, &err);
  if (engine == NULL) return fail(path, err);

  /* A ticket: set what is known. What goes wrong here is said by bh_dispatch. */
  bh_ticket *ticket = bh_ticket_new();
  bh_ticket_set(ticket, BH_TICKET_ID, "20250117-0042", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_RECEIVED_AT, "2025-01-17 22:40", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_DEMAND, "投诉", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_MATTER, "噪声/装修噪声", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_AREA, "永丰街道/仓丰居委/仓丰小区", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_TEXT, "楼上半夜还在用电钻，孩子没法睡", BH_NUL);
  bh_ticket_set_attribute(ticket, "场所", BH_NUL, "住宅", BH_NUL);

  bh_decision *decision = bh_dispatch(engine, ticket, &err);
  if (decision == NULL) {
    bh_ticket_free(ticket);
    bh_engine_free(engine);
    return fail("dispatch", err);
  }

  printf("ticket %s, channel %s\n", bh_decision_ticket(decision), bh_decision_channel_text(decision, BH_ZH));
  for (size_t part = 0; part < bh_decision_part_count(decision); part++) {
    printf("part %zu: lead %s, assist", part + 1, bh_decision_lead(decision, part));
    for (size_t i = 0; i < bh_decision_assist_count(decision, part); i++)
      printf(" %s", bh_decision_assist(decision, part, i));
    printf("\n  by row %s (%s)\n", shown(bh_decision_row(decision, part)), shown(bh_decision_basis(decision, part)));
    printf("  first contact by %s\n", shown(bh_decision_first_contact_due(decision, part)));
    printf("  due %s, unix %lld\n", shown(bh_decision_due(decision, part)),
           (long long)bh_decision_due_unix(decision, part));
  }

  bh_explanation *why = bh_explain(engine, ticket, NULL, &err);
  if (why != NULL) printf("\n%s", bh_explanation_text(why, BH_ZH));

  bh_explanation_free(why);
  bh_decision_free(decision);
  bh_ticket_free(ticket);
  bh_engine_free(engine);
  return why != NULL ? 0 : fail("explain", err);
}
