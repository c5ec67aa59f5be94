/* One engine and one of each answer, shared by eight threads: all get what a single thread gets. */
#define _POSIX_C_SOURCE 200809L /* barriers */
#include <bihuan.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8
#define TICKETS 6

static const char *const MATTERS[TICKETS] = {"噪声/装修噪声", "群租", "小区停车难", "废品回收站", "装修扰民", "没有这样的事项"};

static bh_engine *engine;
static char *decisions[TICKETS], *verdicts[TICKETS];
static bh_decision *shared_decision;
static bh_verdict *shared_verdict;
static bh_explanation *shared_explanation;
static pthread_barrier_t start;

static char *copy(const char *text) {
  char *made = malloc(strlen(text) + 1);
  return made == NULL ? NULL : strcpy(made, text);
}

static bh_decision *dispatch(bh_ticket *ticket, int i) {
  char id[16];
  snprintf(id, sizeof id, "%d", i);
  bh_ticket_clear(ticket);
  bh_ticket_set(ticket, BH_TICKET_ID, id, BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_RECEIVED_AT, "2025-01-17 22:40", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_MATTER, MATTERS[i], BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_AREA, "永丰街道/仓丰居委/仓丰小区", BH_NUL);
  return bh_dispatch(engine, ticket, NULL);
}

static bh_verdict *audit(bh_ticket *ticket, bh_history *history, const bh_decision *decision) {
  bh_history_clear(history);
  bh_history_add(history, "2025-01-18 09:00", BH_NUL, "派单", BH_NUL);
  bh_history_set(history, "unit", BH_NUL, bh_decision_lead(decision, 0), BH_NUL);
  return bh_audit(engine, ticket, history, "2025-02-01", BH_NUL, NULL);
}

/* How many answers differ from those of the single thread. */
static long work(long rounds) {
  long wrong = 0;
  bh_ticket *ticket = bh_ticket_new();
  bh_history *history = bh_history_new();
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < TICKETS; i++) {
      bh_decision *decision = dispatch(ticket, i);
      bh_verdict *verdict = audit(ticket, history, decision);
      bh_error *err = NULL;
      wrong += strcmp(bh_decision_json(decision), decisions[i]) != 0;
      wrong += strcmp(bh_verdict_json(verdict), verdicts[i]) != 0;
      /* errors are a thread's own too */
      wrong += bh_audit(engine, ticket, history, "soon", BH_NUL, &err) != NULL || bh_error_code(err) != BH_ERROR_ARGUMENT;
      bh_error_free(err);
      bh_verdict_free(verdict);
      bh_decision_free(decision);
    }
  }
  bh_history_free(history);
  bh_ticket_free(ticket);
  return wrong;
}

/* All threads ask the shared answers for their first text at the same time. */
static void *thread(void *rounds) {
  pthread_barrier_wait(&start);
  long wrong = 0;
  wrong += strcmp(bh_decision_lead(shared_decision, 0), "PCS") != 0;
  wrong += strcmp(bh_decision_limit_name(shared_decision, 0, 0), bh_decision_limit_name(shared_decision, 0, 0)) != 0;
  wrong += strcmp(bh_decision_json(shared_decision), decisions[0]) != 0;
  wrong += strcmp(bh_verdict_obligation_id(shared_verdict, 0), "dispatch") != 0;
  wrong += strcmp(bh_verdict_loop_text(shared_verdict, BH_LOOP_OVERALL, BH_ZH), "超期") != 0;
  wrong += strstr(bh_explanation_text(shared_explanation, BH_ZH), "主办") == NULL;
  wrong += work(*(long *)rounds);
  return (void *)wrong;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 100, wrong = 0;
  engine = bh_engine_load("examples/rulebooks/songjiang", NULL);
  bh_ticket *ticket = bh_ticket_new();
  bh_history *history = bh_history_new();
  for (int i = 0; i < TICKETS; i++) {
    bh_decision *decision = dispatch(ticket, i);
    bh_verdict *verdict = audit(ticket, history, decision);
    decisions[i] = copy(bh_decision_json(decision));
    verdicts[i] = copy(bh_verdict_json(verdict));
    bh_verdict_free(verdict);
    bh_decision_free(decision);
  }
  shared_decision = dispatch(ticket, 0);
  shared_verdict = audit(ticket, history, shared_decision);
  shared_explanation = bh_explain(engine, ticket, NULL, NULL);
  pthread_barrier_init(&start, NULL, THREADS);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, thread, &rounds) != 0) return 2;
  for (int i = 0; i < THREADS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    wrong += (long)result;
  }
  pthread_barrier_destroy(&start);
  bh_explanation_free(shared_explanation);
  bh_verdict_free(shared_verdict);
  bh_decision_free(shared_decision);
  bh_history_free(history);
  bh_ticket_free(ticket);
  bh_engine_free(engine);
  for (int i = 0; i < TICKETS; i++) free(decisions[i]), free(verdicts[i]);
  printf("%ld wrong of %ld\n", wrong, THREADS * (6 + rounds * TICKETS * 3));
  return wrong == 0 ? 0 : 1;
}
