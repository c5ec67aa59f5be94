/* Bad input for every function of the header: NULL, misaligned, freed and mixed-up handles, lengths that cannot be
 * meant, broken texts, numbers that are none, indices beyond the last. Nothing may crash, and every call that can
 * say what is wrong has to. A test in bad_input.rs sees to it that no function is left out.
 */
#include <bihuan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { NONE, ENGINE, TICKET, HISTORY, DECISION, EXPLANATION, VERDICT, MONITOR, FINDINGS, ERROR, STRING, KINDS };

static const char *const NAMES[] = {"",         "bh_engine", "bh_ticket",  "bh_history", "bh_decision", "bh_explanation",
                                    "bh_verdict", "bh_monitor", "bh_findings", "bh_error", "bh_string"};

#define A_TICKET "{\"id\": \"1\", \"received_at\": \"2025-01-17 22:40\"}"

static const char *RULEBOOK = "examples/rulebooks/songjiang";
static int passed, failures;

static void check(int holds, const char *function, const char *what) {
  if (holds) {
    passed++;
  } else {
    failures++;
    printf("FAILED: %s: %s\n", function, what);
  }
}

/* ---- good handles, one of each kind, shared and never changed --------------------------------------------- */

static void *good[KINDS];

/* A rulebook of two rows, for calls that look at every row: under valgrind a check of Songjiang takes half a minute. */
static bh_engine *small;
/* A contest that was recorded. */
static bh_string *recorded;

static bh_engine *new_small(void) {
  static const char *const CONTENTS[] = {
      "name = \"small\"\n[[fallback]]\nlead = \"A\"\n", "code,name\nA,centre\nB,police\n",
      "row,matter,hours,lead\n1,noise,22:00-06:00,B\n2,noise,,A\n3,noise,12:00-13:00,A\n"};
  bh_file files[3] = {{"rulebook.toml", NULL, 0}, {"units.csv", NULL, 0}, {"dispatch.csv", NULL, 0}};
  for (int i = 0; i < 3; i++) files[i].data = CONTENTS[i], files[i].len = strlen(CONTENTS[i]);
  return bh_engine_load_memory(files, 3, NULL);
}

static bh_ticket *new_ticket(void) {
  bh_ticket *ticket = bh_ticket_new();
  bh_ticket_set(ticket, BH_TICKET_ID, "1", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_RECEIVED_AT, "2025-01-17 22:40", BH_NUL);
  return ticket;
}

static bh_history *new_history(void) {
  bh_history *history = bh_history_new();
  bh_history_add(history, "2025-01-18 09:00", BH_NUL, "dispatched", BH_NUL);
  return history;
}

static void make_good(void) {
  good[ENGINE] = bh_engine_load(RULEBOOK, NULL);
  good[TICKET] = new_ticket();
  good[HISTORY] = new_history();
  good[DECISION] = bh_dispatch(good[ENGINE], good[TICKET], NULL);
  good[EXPLANATION] = bh_explain(good[ENGINE], good[TICKET], NULL, NULL);
  good[VERDICT] = bh_audit(good[ENGINE], good[TICKET], good[HISTORY], "2025-02-01", BH_NUL, NULL);
  good[MONITOR] = bh_monitor_new(good[ENGINE], good[TICKET], NULL);
  good[FINDINGS] = bh_doubts(good[ENGINE], good[TICKET], good[HISTORY], NULL);
  bh_engine_load("no/such/folder", (bh_error **)&good[ERROR]);
  good[STRING] = bh_ticket_json(good[TICKET], NULL);
  for (int kind = ENGINE; kind < KINDS; kind++) check(good[kind] != NULL, NAMES[kind], "a good one");
  small = new_small();
  check(small != NULL, "bh_engine_load_memory", "a small one");
  recorded = bh_contest_json(good[ENGINE], "{\"ticket\": " A_TICKET ", \"unit\": \"PCS\"}", BH_NUL, NULL);
  check(recorded != NULL, "bh_contest_json", "to be recorded");
}

static void free_kind(enum kind kind, void *handle) {
  switch (kind) {
    case ENGINE: bh_engine_free(handle); break;
    case TICKET: bh_ticket_free(handle); break;
    case HISTORY: bh_history_free(handle); break;
    case DECISION: bh_decision_free(handle); break;
    case EXPLANATION: bh_explanation_free(handle); break;
    case VERDICT: bh_verdict_free(handle); break;
    case MONITOR: bh_monitor_free(handle); break;
    case FINDINGS: bh_findings_free(handle); break;
    case ERROR: bh_error_free(handle); break;
    case STRING: bh_string_free(handle); break;
    default: break;
  }
}

/* ---- bad handles ------------------------------------------------------------------------------------------- */

static union {
  uint64_t words[64];
  char bytes[512];
} freed, garbage;

#define BAD 4

/* A handle that is none of its kind, the code it should give, and what the message should say. */
static void *bad_handle(enum kind kind, int which, int *code, const char **says) {
  switch (which) {
    case 0: *code = BH_ERROR_POINTER, *says = "is NULL"; return NULL;
    case 1: *code = BH_ERROR_POINTER, *says = "is misaligned"; return garbage.bytes + 1;
    case 2: *code = BH_ERROR_HANDLE, *says = "was freed"; return freed.bytes;
    case 3: *code = BH_ERROR_HANDLE, *says = "not a handle of this library"; return garbage.bytes;
    /* every other kind, in turn */
    default: {
      int other = which - BAD + 1;
      *code = BH_ERROR_HANDLE, *says = NAMES[other];
      return other < KINDS && other != (int)kind ? good[other] : NULL;
    }
  }
}

/* Whether there is a bad handle of that number. */
static int is_bad(enum kind kind, int which) { return which - BAD + 1 != (int)kind; }

static const int ALL_BAD = BAD + KINDS - 1;

/* ---- getters: absent for anything bad ----------------------------------------------------------------------- */

typedef const char *(*text_fn)(const void *);
typedef const char *(*text_i_fn)(const void *, size_t);
typedef const char *(*text_ii_fn)(const void *, size_t, size_t);
typedef const char *(*text_n_fn)(const void *, int);
typedef const char *(*text_nn_fn)(const void *, int, int);
typedef const char *(*text_in_fn)(const void *, size_t, int);
typedef const char *(*text_iin_fn)(const void *, size_t, size_t, int);
typedef int (*int_fn)(const void *);
typedef int (*int_n_fn)(const void *, int);
typedef int (*int_i_fn)(const void *, size_t);
typedef size_t (*size_fn)(const void *);
typedef size_t (*size_i_fn)(const void *, size_t);
typedef size_t (*size_ii_fn)(const void *, size_t, size_t);
typedef uint32_t (*u32_i_fn)(const void *, size_t);
typedef uint64_t (*u64_i_fn)(const void *, size_t);
typedef int64_t (*time_fn)(const void *);
typedef int64_t (*time_i_fn)(const void *, size_t);
typedef int64_t (*time_ii_fn)(const void *, size_t, size_t);
typedef const bh_findings *(*lent_fn)(const void *);
typedef void (*any_fn)(void);

enum shape {
  TEXT, TEXT_I, TEXT_II, TEXT_N, TEXT_NN, TEXT_IN, TEXT_IIN, INT, INT_N, INT_I, SIZE, SIZE_I, SIZE_II, U32_I, U64_I,
  TIME, TIME_I, TIME_II, LENT
};

static const struct getter {
  const char *name;
  any_fn call;
  enum shape shape;
  enum kind kind;
} GETTERS[] = {
#define G(name, shape, kind) {#name, (any_fn)name, shape, kind}
    G(bh_engine_findings, LENT, ENGINE),
    G(bh_engine_hash, TEXT, ENGINE),
    G(bh_engine_unit_count, SIZE, ENGINE),
    G(bh_engine_unit_code, TEXT_I, ENGINE),
    G(bh_engine_unit_name, TEXT_I, ENGINE),
    G(bh_history_count, SIZE, HISTORY),
    G(bh_decision_ticket, TEXT, DECISION),
    G(bh_decision_channel, INT, DECISION),
    G(bh_decision_channel_text, TEXT_N, DECISION),
    G(bh_decision_call, TEXT, DECISION),
    G(bh_decision_tell, TEXT, DECISION),
    G(bh_decision_rulebook, TEXT, DECISION),
    G(bh_decision_version, TEXT, DECISION),
    G(bh_decision_calendar, TEXT, DECISION),
    G(bh_decision_part_count, SIZE, DECISION),
    G(bh_decision_lead, TEXT_I, DECISION),
    G(bh_decision_assist_count, SIZE_I, DECISION),
    G(bh_decision_assist, TEXT_II, DECISION),
    G(bh_decision_row, TEXT_I, DECISION),
    G(bh_decision_reason, INT_I, DECISION),
    G(bh_decision_reason_text, TEXT_IN, DECISION),
    G(bh_decision_due, TEXT_I, DECISION),
    G(bh_decision_due_unix, TIME_I, DECISION),
    G(bh_decision_first_contact_due, TEXT_I, DECISION),
    G(bh_decision_first_contact_due_unix, TIME_I, DECISION),
    G(bh_decision_signoff, TEXT_I, DECISION),
    G(bh_decision_basis, TEXT_I, DECISION),
    G(bh_decision_tip, TEXT_I, DECISION),
    G(bh_decision_limit_count, SIZE_I, DECISION),
    G(bh_decision_limit_name, TEXT_II, DECISION),
    G(bh_decision_limit_amount, TEXT_IIN, DECISION),
    G(bh_decision_limit_source, TEXT_II, DECISION),
    G(bh_decision_limit_due, TEXT_II, DECISION),
    G(bh_decision_limit_due_unix, TIME_II, DECISION),
    G(bh_decision_limit_from_receipt, TEXT_II, DECISION),
    G(bh_decision_limit_from_receipt_unix, TIME_II, DECISION),
    G(bh_decision_stage_count, SIZE_I, DECISION),
    G(bh_decision_stage_name, TEXT_II, DECISION),
    G(bh_decision_stage_limit, TEXT_IIN, DECISION),
    G(bh_decision_stage_due, TEXT_II, DECISION),
    G(bh_decision_stage_due_unix, TIME_II, DECISION),
    G(bh_decision_note_count, SIZE, DECISION),
    G(bh_decision_note_code, TEXT_I, DECISION),
    G(bh_decision_note_about, TEXT_I, DECISION),
    G(bh_decision_note_text, TEXT_IN, DECISION),
    G(bh_decision_json, TEXT, DECISION),
    G(bh_explanation_text, TEXT_N, EXPLANATION),
    G(bh_explanation_json, TEXT, EXPLANATION),
    G(bh_verdict_ticket, TEXT, VERDICT),
    G(bh_verdict_loop, INT_N, VERDICT),
    G(bh_verdict_loop_text, TEXT_NN, VERDICT),
    G(bh_verdict_breaches, SIZE, VERDICT),
    G(bh_verdict_next, TEXT, VERDICT),
    G(bh_verdict_next_title, TEXT_N, VERDICT),
    G(bh_verdict_next_unit, TEXT, VERDICT),
    G(bh_verdict_next_due, TEXT, VERDICT),
    G(bh_verdict_next_due_unix, TIME, VERDICT),
    G(bh_verdict_channel, INT, VERDICT),
    G(bh_verdict_channel_text, TEXT_N, VERDICT),
    G(bh_verdict_rulebook, TEXT, VERDICT),
    G(bh_verdict_version, TEXT, VERDICT),
    G(bh_verdict_calendar, TEXT, VERDICT),
    G(bh_verdict_obligation_count, SIZE, VERDICT),
    G(bh_verdict_obligation_id, TEXT_I, VERDICT),
    G(bh_verdict_obligation_title, TEXT_IN, VERDICT),
    G(bh_verdict_obligation_part, U32_I, VERDICT),
    G(bh_verdict_obligation_assist, TEXT_I, VERDICT),
    G(bh_verdict_obligation_loop, INT_I, VERDICT),
    G(bh_verdict_obligation_loop_text, TEXT_IN, VERDICT),
    G(bh_verdict_obligation_state, INT_I, VERDICT),
    G(bh_verdict_obligation_state_text, TEXT_IN, VERDICT),
    G(bh_verdict_obligation_since, TEXT_I, VERDICT),
    G(bh_verdict_obligation_since_unix, TIME_I, VERDICT),
    G(bh_verdict_obligation_due, TEXT_I, VERDICT),
    G(bh_verdict_obligation_due_unix, TIME_I, VERDICT),
    G(bh_verdict_obligation_owner, TEXT_I, VERDICT),
    G(bh_verdict_obligation_met_at, TEXT_I, VERDICT),
    G(bh_verdict_obligation_met_at_unix, TIME_I, VERDICT),
    G(bh_verdict_obligation_evidence_count, SIZE_I, VERDICT),
    G(bh_verdict_obligation_evidence, SIZE_II, VERDICT),
    G(bh_verdict_obligation_fault, TEXT_IN, VERDICT),
    G(bh_verdict_note_count, SIZE, VERDICT),
    G(bh_verdict_note_code, TEXT_I, VERDICT),
    G(bh_verdict_note_about, TEXT_I, VERDICT),
    G(bh_verdict_note_text, TEXT_IN, VERDICT),
    G(bh_verdict_json, TEXT, VERDICT),
    G(bh_findings_count, SIZE, FINDINGS),
    G(bh_findings_code, TEXT_I, FINDINGS),
    G(bh_findings_severity, INT_I, FINDINGS),
    G(bh_findings_message, TEXT_IN, FINDINGS),
    G(bh_findings_help, TEXT_IN, FINDINGS),
    G(bh_findings_file, TEXT_I, FINDINGS),
    G(bh_findings_sheet, TEXT_I, FINDINGS),
    G(bh_findings_row, U64_I, FINDINGS),
    G(bh_findings_column, TEXT_I, FINDINGS),
    G(bh_findings_value, TEXT_I, FINDINGS),
    G(bh_findings_event, SIZE_I, FINDINGS),
    G(bh_findings_json, TEXT, FINDINGS),
    G(bh_error_code, INT, ERROR),
    G(bh_error_message, TEXT_N, ERROR),
    G(bh_error_findings, LENT, ERROR),
    G(bh_error_json, TEXT, ERROR),
    G(bh_string_text, TEXT, STRING),
    G(bh_string_len, SIZE, STRING),
#undef G
};

/* Whether a getter finds nothing with these arguments. */
static int is_absent(const struct getter *g, const void *h, size_t i, size_t k, int n, int m) {
  switch (g->shape) {
    case TEXT: return ((text_fn)g->call)(h) == NULL;
    case TEXT_I: return ((text_i_fn)g->call)(h, i) == NULL;
    case TEXT_II: return ((text_ii_fn)g->call)(h, i, k) == NULL;
    case TEXT_N: return ((text_n_fn)g->call)(h, n) == NULL;
    case TEXT_NN: return ((text_nn_fn)g->call)(h, n, m) == NULL;
    case TEXT_IN: return ((text_in_fn)g->call)(h, i, n) == NULL;
    case TEXT_IIN: return ((text_iin_fn)g->call)(h, i, k, n) == NULL;
    case INT: return ((int_fn)g->call)(h) == 0;
    case INT_N: return ((int_n_fn)g->call)(h, n) == 0;
    case INT_I: return ((int_i_fn)g->call)(h, i) == 0;
    case SIZE: return ((size_fn)g->call)(h) == 0;
    case SIZE_I: return ((size_i_fn)g->call)(h, i) == 0;
    case SIZE_II: return ((size_ii_fn)g->call)(h, i, k) == 0;
    case U32_I: return ((u32_i_fn)g->call)(h, i) == 0;
    case U64_I: return ((u64_i_fn)g->call)(h, i) == 0;
    case TIME: return ((time_fn)g->call)(h) == BH_NO_TIME;
    case TIME_I: return ((time_i_fn)g->call)(h, i) == BH_NO_TIME;
    case TIME_II: return ((time_ii_fn)g->call)(h, i, k) == BH_NO_TIME;
    case LENT: return ((lent_fn)g->call)(h) == NULL;
  }
  return 0;
}

static void getters(void) {
  static const size_t BEYOND[] = {1000, SIZE_MAX / 2, SIZE_MAX};
  static const int NUMBERS[] = {0, -1, 3, 99, INT32_MAX, INT32_MIN};
  for (size_t at = 0; at < sizeof GETTERS / sizeof GETTERS[0]; at++) {
    const struct getter *g = &GETTERS[at];
    for (int which = 0; which < ALL_BAD; which++) {
      int code;
      const char *says;
      void *handle = bad_handle(g->kind, which, &code, &says);
      if (is_bad(g->kind, which)) check(is_absent(g, handle, 0, 0, 1, 1), g->name, says);
    }
    enum shape s = g->shape;
    int first = s == TEXT_I || s == TEXT_II || s == TEXT_IN || s == TEXT_IIN || s == INT_I || s == SIZE_I ||
                s == SIZE_II || s == U32_I || s == U64_I || s == TIME_I || s == TIME_II;
    int second = s == TEXT_II || s == TEXT_IIN || s == SIZE_II || s == TIME_II;
    for (int i = 0; i < 3; i++) {
      if (first) check(is_absent(g, good[g->kind], BEYOND[i], 0, BH_ZH, 1), g->name, "an index beyond the last");
      if (second) check(is_absent(g, good[g->kind], 0, BEYOND[i], BH_ZH, 1), g->name, "a second index beyond the last");
    }
    for (int i = 0; i < 6; i++) {
      /* BH_LOOP_SUPERVISION is 3 */
      if ((s == INT_N || s == TEXT_NN) && NUMBERS[i] == 3) continue;
      if (s == TEXT_N || s == TEXT_NN || s == TEXT_IN || s == TEXT_IIN || s == INT_N)
        check(is_absent(g, good[g->kind], 0, 0, NUMBERS[i], BH_ZH), g->name, "a number that is none");
      if (s == TEXT_NN)
        check(is_absent(g, good[g->kind], 0, 0, BH_LOOP_OVERALL, NUMBERS[i]), g->name, "a language that is none");
    }
  }
}

/* ---- calls -------------------------------------------------------------------------------------------------- */

struct args {
  void *h[3];
  const char *s[3];
  size_t n[3];
};

/* Each calls one function and frees what it gives: BH_OK, or a code. Made handles tell of failure by NULL, which
 * is shown as 1. */
#define MADE(name, free, call)                                     \
  static int run_##name(struct args *a, bh_error **err) {          \
    void *made = call;                                             \
    (void)a;                                                       \
    free(made);                                                    \
    return made != NULL ? BH_OK : 1;                               \
  }
#define CODE(name, call)                                           \
  static int run_##name(struct args *a, bh_error **err) {          \
    (void)err;                                                     \
    return call;                                                   \
  }

MADE(bh_engine_load, bh_engine_free, bh_engine_load(a->s[0], err))
MADE(bh_engine_load_as, bh_engine_free, bh_engine_load_as(a->s[0], BH_GB18030, err))
MADE(bh_engine_check, bh_findings_free, bh_engine_check(a->h[0], err))
MADE(bh_engine_check_json, bh_string_free, bh_engine_check_json(a->h[0], BH_ALL, a->h[1], a->s[0], a->n[0], err))
MADE(bh_ticket_new_for, bh_ticket_free, bh_ticket_new_for(a->h[0], err))
MADE(bh_ticket_from_json, bh_ticket_free, bh_ticket_from_json(a->s[0], a->n[0], err))
MADE(bh_ticket_from_json_for, bh_ticket_free, bh_ticket_from_json_for(a->h[0], a->s[0], a->n[0], err))
CODE(bh_ticket_set, bh_ticket_set(a->h[0], BH_TICKET_MATTER, a->s[0], a->n[0]))
CODE(bh_ticket_set_unix, bh_ticket_set_unix(a->h[0], BH_TICKET_RECEIVED_AT, 1737124800))
CODE(bh_ticket_set_attribute, bh_ticket_set_attribute(a->h[0], a->s[0], a->n[0], a->s[1], a->n[1]))
CODE(bh_ticket_clear, bh_ticket_clear(a->h[0]))
CODE(bh_ticket_check, bh_ticket_check(a->h[0], err))
MADE(bh_ticket_json, bh_string_free, bh_ticket_json(a->h[0], err))
MADE(bh_history_new_for, bh_history_free, bh_history_new_for(a->h[0], err))
MADE(bh_history_from_json, bh_history_free, bh_history_from_json(a->s[0], a->n[0], err))
MADE(bh_history_from_json_for, bh_history_free, bh_history_from_json_for(a->h[0], a->s[0], a->n[0], err))
CODE(bh_history_add, bh_history_add(a->h[0], a->s[0], a->n[0], a->s[1], a->n[1]))
CODE(bh_history_add_unix, bh_history_add_unix(a->h[0], 1737124800, a->s[0], a->n[0]))
CODE(bh_history_set, bh_history_set(a->h[0], a->s[0], a->n[0], a->s[1], a->n[1]))
CODE(bh_history_check, bh_history_check(a->h[0], err))
CODE(bh_history_clear, bh_history_clear(a->h[0]))
MADE(bh_history_json, bh_string_free, bh_history_json(a->h[0], err))
MADE(bh_dispatch, bh_decision_free, bh_dispatch(a->h[0], a->h[1], err))
MADE(bh_redispatch, bh_decision_free, bh_redispatch(a->h[0], a->h[1], a->h[2], err))
MADE(bh_dispatch_json, bh_string_free, bh_dispatch_json(a->h[0], a->s[0], a->n[0], err))
MADE(bh_explain, bh_explanation_free, bh_explain(a->h[0], a->h[1], a->h[2], err))
MADE(bh_explain_json, bh_string_free, bh_explain_json(a->h[0], a->s[0], a->n[0], err))
MADE(bh_why_not, bh_explanation_free, bh_why_not(a->h[0], a->h[1], a->h[2], a->s[0], a->n[0], err))
MADE(bh_why_not_json, bh_string_free, bh_why_not_json(a->h[0], a->s[0], a->n[0], err))
MADE(bh_contest, bh_explanation_free,
     bh_contest(a->h[0], a->h[1], a->h[2], a->s[0], a->n[0], a->s[1], a->n[1], a->s[2], a->n[2], err))
MADE(bh_contest_json, bh_string_free, bh_contest_json(a->h[0], a->s[0], a->n[0], err))
MADE(bh_contest_replay_json, bh_string_free, bh_contest_replay_json(a->h[0], a->s[0], a->n[0], err))
MADE(bh_diff, bh_explanation_free,
     bh_diff(a->h[0], a->h[1], 0, a->s[0], a->n[0], a->s[1], a->n[1], a->s[2], a->n[2], err))
MADE(bh_audit, bh_verdict_free, bh_audit(a->h[0], a->h[1], a->h[2], a->s[0], a->n[0], err))
MADE(bh_audit_unix, bh_verdict_free, bh_audit_unix(a->h[0], a->h[1], a->h[2], 1738368000, err))
MADE(bh_audit_json, bh_string_free, bh_audit_json(a->h[0], a->s[0], a->n[0], err))
MADE(bh_monitor_new, bh_monitor_free, bh_monitor_new(a->h[0], a->h[1], err))
MADE(bh_monitor_from_json, bh_monitor_free, bh_monitor_from_json(a->h[0], a->s[0], a->n[0], err))
CODE(bh_monitor_push, bh_monitor_push(a->h[0], a->h[1], a->h[2], err))
MADE(bh_monitor_verdict, bh_verdict_free, bh_monitor_verdict(a->h[0], a->h[1], a->s[0], a->n[0], err))
MADE(bh_monitor_verdict_unix, bh_verdict_free, bh_monitor_verdict_unix(a->h[0], a->h[1], 1738368000, err))
MADE(bh_monitor_json, bh_string_free, bh_monitor_json(a->h[0], err))
MADE(bh_doubts, bh_findings_free, bh_doubts(a->h[0], a->h[1], a->h[2], err))

static const struct call {
  const char *name;
  int (*run)(struct args *, bh_error **);
  /* whether it takes an err, and whether a failure is told by NULL */
  int has_err, makes;
  enum kind kinds[3];
  /* texts that are good; a NULL pointer for a text stands for nothing where `absent` says so */
  const char *texts[3];
  int absent[3];
  /* texts that are ended by a NUL and have no length */
  int path;
} CALLS[] = {
#define M(name) #name, run_##name, 1, 1
#define E(name) #name, run_##name, 1, 0
#define S(name) #name, run_##name, 0, 0
    {M(bh_engine_load), {NONE}, {"examples/rulebooks/songjiang"}, {0}, 1},
    {M(bh_engine_load_as), {NONE}, {"examples/rulebooks/songjiang"}, {0}, 1},
    {M(bh_engine_check), {ENGINE}, {NULL}, {0}, 0},
    {M(bh_engine_check_json), {ENGINE, ENGINE}, {"[" A_TICKET "]"}, {1}, 0},
    {M(bh_ticket_new_for), {ENGINE}, {NULL}, {0}, 0},
    {M(bh_ticket_from_json), {NONE}, {A_TICKET}, {0}, 0},
    {M(bh_ticket_from_json_for), {ENGINE}, {A_TICKET}, {0}, 0},
    {S(bh_ticket_set), {TICKET}, {"a/b"}, {1}, 0},
    {S(bh_ticket_set_unix), {TICKET}, {NULL}, {0}, 0},
    {S(bh_ticket_set_attribute), {TICKET}, {"name", "value"}, {0, 1}, 0},
    {S(bh_ticket_clear), {TICKET}, {NULL}, {0}, 0},
    {E(bh_ticket_check), {TICKET}, {NULL}, {0}, 0},
    {M(bh_ticket_json), {TICKET}, {NULL}, {0}, 0},
    {M(bh_history_new_for), {ENGINE}, {NULL}, {0}, 0},
    {M(bh_history_from_json), {NONE}, {"[]"}, {0}, 0},
    {M(bh_history_from_json_for), {ENGINE}, {"[]"}, {0}, 0},
    {S(bh_history_add), {HISTORY}, {"2025-01-18", "replied"}, {0, 1}, 0},
    {S(bh_history_add_unix), {HISTORY}, {"replied"}, {1}, 0},
    {S(bh_history_set), {HISTORY}, {"unit", "PCS"}, {0, 1}, 0},
    {E(bh_history_check), {HISTORY}, {NULL}, {0}, 0},
    {S(bh_history_clear), {HISTORY}, {NULL}, {0}, 0},
    {M(bh_history_json), {HISTORY}, {NULL}, {0}, 0},
    {M(bh_dispatch), {ENGINE, TICKET}, {NULL}, {0}, 0},
    {M(bh_redispatch), {ENGINE, TICKET, HISTORY}, {NULL}, {0}, 0},
    {M(bh_dispatch_json), {ENGINE}, {"{\"ticket\": " A_TICKET "}"}, {0}, 0},
    {M(bh_explain), {ENGINE, TICKET, HISTORY}, {NULL}, {0}, 0},
    {M(bh_explain_json), {ENGINE}, {"{\"ticket\": " A_TICKET "}"}, {0}, 0},
    {M(bh_why_not), {ENGINE, TICKET, HISTORY}, {"PCS"}, {0}, 0},
    {M(bh_why_not_json), {ENGINE}, {"{\"ticket\": " A_TICKET ", \"unit\": \"PCS\"}"}, {0}, 0},
    {M(bh_contest), {ENGINE, TICKET, HISTORY}, {"PCS", "text=x", "2025-02-01"}, {0, 1, 1}, 0},
    {M(bh_contest_json), {ENGINE}, {"{\"ticket\": " A_TICKET ", \"unit\": \"PCS\"}"}, {0}, 0},
    {M(bh_contest_replay_json), {ENGINE}, {"recorded"}, {0}, 0},
    {M(bh_diff), {ENGINE, ENGINE}, {"matter=noise", A_TICKET, ""}, {1, 1, 1}, 0},
    {M(bh_audit), {ENGINE, TICKET, HISTORY}, {"2025-02-01"}, {0}, 0},
    {M(bh_audit_unix), {ENGINE, TICKET, HISTORY}, {NULL}, {0}, 0},
    {M(bh_audit_json), {ENGINE}, {"{\"ticket\": " A_TICKET ", \"now\": \"2025-02-01\"}"}, {0}, 0},
    {M(bh_monitor_new), {ENGINE, TICKET}, {NULL}, {0}, 0},
    {M(bh_monitor_from_json), {ENGINE}, {"{\"rulebook\": \"\", \"ticket\": " A_TICKET ", \"history\": []}"}, {0}, 0},
    {E(bh_monitor_push), {ENGINE, MONITOR, HISTORY}, {NULL}, {0}, 0},
    {M(bh_monitor_verdict), {ENGINE, MONITOR}, {"2025-02-01"}, {0}, 0},
    {M(bh_monitor_verdict_unix), {ENGINE, MONITOR}, {NULL}, {0}, 0},
    {M(bh_monitor_json), {MONITOR}, {NULL}, {0}, 0},
    {M(bh_doubts), {ENGINE, TICKET, HISTORY}, {NULL}, {0}, 0},
#undef M
#undef E
#undef S
};

/* Whether a call looks at every row of its rulebooks. */
static int verifies(const struct call *call) {
  return strncmp(call->name, "bh_engine_check", 15) == 0 || strcmp(call->name, "bh_diff") == 0;
}

/* Arguments that work; tickets, histories and monitors are new each time, as calls change them. */
static struct args good_args(const struct call *call) {
  struct args args = {{NULL}, {NULL}, {0}};
  for (int i = 0; i < 3; i++) {
    switch (call->kinds[i]) {
      case TICKET: args.h[i] = new_ticket(); break;
      case HISTORY: args.h[i] = new_history(); break;
      case MONITOR: args.h[i] = bh_monitor_new(good[ENGINE], good[TICKET], NULL); break;
      case ENGINE: args.h[i] = verifies(call) ? small : good[ENGINE]; break;
      default: args.h[i] = good[call->kinds[i]]; break;
    }
  }
  for (int i = 0; i < 3; i++) {
    args.s[i] = call->texts[i];
    args.n[i] = BH_NUL;
  }
  if (strcmp(call->name, "bh_contest_replay_json") == 0) args.s[0] = bh_string_text(recorded);
  return args;
}

static void free_args(const struct call *call, struct args args) {
  for (int i = 0; i < 3; i++)
    if (args.h[i] != good[call->kinds[i]] && args.h[i] != small) free_kind(call->kinds[i], args.h[i]);
}

/* Runs a call that has to fail so, with and without a place for its error. */
static void fails(const struct call *call, struct args args, int code, const char *says, const char *what) {
  bh_error *err = NULL;
  int result = call->run(&args, call->has_err ? &err : NULL);
  check(result == (call->makes ? 1 : code), call->name, what);
  if (call->has_err) {
    const char *message = bh_error_message(err, BH_EN);
    check(bh_error_code(err) == code, call->name, what);
    check(message != NULL && strstr(message, says) != NULL, call->name, message != NULL ? message : what);
    check(bh_error_message(err, BH_ZH) != NULL, call->name, "a message in Chinese");
    bh_error_free(err);
    check(call->run(&args, NULL) != BH_OK, call->name, "without a place for the error");
  }
}

static void handles(const struct call *call) {
  for (int position = 0; position < 3 && call->kinds[position] != NONE; position++) {
    enum kind kind = call->kinds[position];
    for (int which = 0; which < ALL_BAD; which++) {
      if (!is_bad(kind, which)) continue;
      struct args args = good_args(call);
      void *kept = args.h[position];
      int code;
      const char *says;
      args.h[position] = bad_handle(kind, which, &code, &says);
      /* no history is a history without events, but for a push; no rulebook to check against is none */
      int stands_for_nothing = args.h[position] == NULL &&
                               ((kind == HISTORY && position == 2 && strcmp(call->name, "bh_monitor_push") != 0) ||
                                (position == 1 && strcmp(call->name, "bh_engine_check_json") == 0));
      if (!stands_for_nothing) fails(call, args, code, says, "a bad handle");
      args.h[position] = kept;
      free_args(call, args);
    }
  }
}

static void texts(const struct call *call) {
  static const struct {
    const char *text;
    size_t len;
    int code;
    const char *says;
  } BAD_TEXTS[] = {
      {"text", SIZE_MAX - 1, BH_ERROR_LENGTH, "more than 1 GiB"},
      {"text", ((size_t)1 << 30) + 1, BH_ERROR_LENGTH, "more than 1 GiB"},
      {NULL, 5, BH_ERROR_POINTER, "is NULL"},
      {"ab\xff" "cd", BH_NUL, BH_ERROR_ENCODING, "is not UTF-8 at byte 3"},
      {"\xd4\xeb\xc9\xf9", 4, BH_ERROR_ENCODING, "is not UTF-8 at byte 1"},
      {"ab\0cd", 5, BH_ERROR_ENCODING, "has a NUL at byte 3"},
  };
  for (int position = 0; position < 3 && call->texts[position] != NULL && !call->path; position++) {
    for (size_t i = 0; i < sizeof BAD_TEXTS / sizeof BAD_TEXTS[0]; i++) {
      struct args args = good_args(call);
      args.s[position] = BAD_TEXTS[i].text;
      args.n[position] = BAD_TEXTS[i].len;
      fails(call, args, BAD_TEXTS[i].code, BAD_TEXTS[i].says, BAD_TEXTS[i].says);
      free_args(call, args);
    }
    struct args args = good_args(call);
    args.s[position] = NULL;
    bh_error *err = NULL;
    int result = call->run(&args, call->has_err ? &err : NULL);
    check((result == BH_OK) == call->absent[position], call->name, "a text that is NULL");
    bh_error_free(err);
    free_args(call, args);
  }
  for (int i = 0; i < 2 && call->path; i++) {
    static const char *const PATHS[] = {NULL, ""};
    struct args args = good_args(call);
    args.s[0] = PATHS[i];
    fails(call, args, i == 0 ? BH_ERROR_POINTER : BH_ERROR_ARGUMENT, "`path` is", "no path");
  }
}

static void calls(void) {
  for (size_t at = 0; at < sizeof CALLS / sizeof CALLS[0]; at++) {
    const struct call *call = &CALLS[at];
    struct args args = good_args(call);
    /* what was left in err is no sign of failure: success makes it NULL */
    bh_error *err = good[ERROR];
    check(call->run(&args, &err) == BH_OK, call->name, "good arguments");
    check(!call->has_err || err == NULL, call->name, "success makes err NULL");
    free_args(call, args);
    if (call->has_err) {
      args = good_args(call);
      int result = call->run(&args, (bh_error **)(void *)(garbage.bytes + 1));
      check(result == (call->makes ? 1 : BH_ERROR_POINTER), call->name, "a misaligned err");
      free_args(call, args);
    }
    handles(call);
    texts(call);
  }
}

/* ---- what fits no table -------------------------------------------------------------------------------------- */

/* A call has failed with this code, and its message says so. */
static void expect(int failed, bh_error **err, int code, const char *says, const char *function) {
  const char *message = bh_error_message(*err, BH_EN);
  check(failed, function, says);
  check(bh_error_code(*err) == code, function, says);
  check(message != NULL && strstr(message, says) != NULL, function, message != NULL ? message : says);
  bh_error_free(*err);
  *err = NULL;
}

static void loading(void) {
  bh_error *err = NULL;
  bh_file file = {"units.csv", "code\nA\n", 7};
  expect(bh_engine_load("no/such/folder", &err) == NULL, &err, BH_ERROR_IO, "no/such/folder", "bh_engine_load");
  expect(bh_engine_load("\xff\xfe", &err) == NULL, &err, BH_ERROR_IO, "cannot read", "bh_engine_load");
  expect(bh_engine_load_as(RULEBOOK, 7, &err) == NULL, &err, BH_ERROR_ARGUMENT, "`encoding` is `7`", "bh_engine_load_as");
  /* in Chinese there is nothing English but names and what the caller wrote */
  bh_engine_load_as(RULEBOOK, 7, &err);
  check(strcmp(bh_error_message(err, BH_ZH), "`encoding` 是 `7`，应为 BH_UTF8 或 BH_GB18030") == 0, "bh_error_message", "Chinese");
  bh_error_free(err);
  bh_engine_load("no/such/folder", &err);
  check(strcmp(bh_error_message(err, BH_ZH), "无法读取 `no/such/folder`：文件或文件夹不存在") == 0, "bh_error_message", "Chinese");
  bh_error_free(err);
  bh_ticket *ticket = bh_ticket_new();
  bh_ticket_set(ticket, 99, "x", BH_NUL);
  bh_ticket_check(ticket, &err);
  check(strcmp(bh_error_message(err, BH_ZH), "`column` 是 `99`，应为 BH_TICKET_ 各列之一") == 0, "bh_error_message", "Chinese");
  bh_error_free(err);
  bh_ticket_free(ticket);
  err = NULL;
  expect(bh_engine_load_memory(NULL, 1, &err) == NULL, &err, BH_ERROR_POINTER, "`files` is NULL", "bh_engine_load_memory");
  expect(bh_engine_load_memory(NULL, 0, &err) == NULL, &err, BH_ERROR_RULEBOOK, "rulebook.toml", "bh_engine_load_memory");
  expect(bh_engine_load_memory((const bh_file *)(const void *)(garbage.bytes + 1), 1, &err) == NULL, &err, BH_ERROR_POINTER,
         "misaligned", "bh_engine_load_memory");
  expect(bh_engine_load_memory(&file, SIZE_MAX / 2, &err) == NULL, &err, BH_ERROR_LENGTH, "`files`", "bh_engine_load_memory");
  expect(bh_engine_load_memory(&file, 1, &err) == NULL, &err, BH_ERROR_RULEBOOK, "the rulebook has", "bh_engine_load_memory");
  expect(bh_engine_load_memory_as(&file, 1, 0, &err) == NULL, &err, BH_ERROR_ARGUMENT, "`encoding`", "bh_engine_load_memory_as");
  file.len = SIZE_MAX - 1;
  expect(bh_engine_load_memory(&file, 1, &err) == NULL, &err, BH_ERROR_LENGTH, "files[].data", "bh_engine_load_memory");
  file.len = 7, file.name = NULL;
  expect(bh_engine_load_memory(&file, 1, &err) == NULL, &err, BH_ERROR_POINTER, "files[].name", "bh_engine_load_memory");
  file.name = "\xff";
  expect(bh_engine_load_memory(&file, 1, &err) == NULL, &err, BH_ERROR_ENCODING, "files[].name", "bh_engine_load_memory");
  file.name = "units.csv", file.data = NULL;
  expect(bh_engine_load_memory(&file, 1, &err) == NULL, &err, BH_ERROR_POINTER, "files[].data", "bh_engine_load_memory");
}

static void filling(void) {
  bh_error *err = NULL;
  bh_ticket *ticket = bh_ticket_new();
  expect(bh_dispatch(good[ENGINE], ticket, &err) == NULL, &err, BH_ERROR_TICKET, "id: ", "bh_dispatch");
  bh_ticket_set(ticket, BH_TICKET_ID, " 7 ", BH_NUL);
  expect(bh_dispatch(good[ENGINE], ticket, &err) == NULL, &err, BH_ERROR_TICKET, "received_at: ", "bh_dispatch");
  check(bh_ticket_set(ticket, BH_TICKET_RECEIVED_AT, "soon", BH_NUL) == BH_OK, "bh_ticket_set", "read when it is used");
  expect(bh_ticket_check(ticket, &err) == BH_ERROR_TICKET, &err, BH_ERROR_TICKET, "`soon`", "bh_ticket_check");
  check(bh_ticket_set(ticket, BH_TICKET_RECEIVED_AT, "1999-01-01", BH_NUL) == BH_OK, "bh_ticket_set", "a good time");
  expect(bh_dispatch(good[ENGINE], ticket, &err) == NULL, &err, BH_ERROR_TICKET, "edition", "bh_dispatch");
  /* by its Chinese name it is the same column */
  bh_ticket_set_attribute(ticket, "受理时间", BH_NUL, "2025-01-17", BH_NUL);
  check(bh_ticket_check(ticket, &err) == BH_OK, "bh_ticket_set_attribute", "a known column");
  check(bh_ticket_set(ticket, 99, "x", BH_NUL) == BH_ERROR_ARGUMENT, "bh_ticket_set", "a column that is none");
  expect(bh_ticket_check(ticket, &err) != BH_OK, &err, BH_ERROR_ARGUMENT, "`column` is `99`", "bh_ticket_check");
  bh_ticket_clear(ticket);
  bh_ticket_set(ticket, BH_TICKET_ID, "1", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_RECEIVED_AT, "2025-01-17", BH_NUL);
  /* a broken text is remembered until its column is set again */
  check(bh_ticket_set(ticket, BH_TICKET_TEXT, "\xff", BH_NUL) == BH_ERROR_ENCODING, "bh_ticket_set", "a broken text");
  expect(bh_dispatch(good[ENGINE], ticket, &err) == NULL, &err, BH_ERROR_ENCODING, "`text` is not UTF-8", "bh_dispatch");
  bh_ticket_set(ticket, BH_TICKET_TEXT, NULL, 0);
  check(bh_ticket_check(ticket, &err) == BH_OK, "bh_ticket_set", "set again");
  check(bh_ticket_set_attribute(ticket, " ", 1, "x", BH_NUL) == BH_ERROR_ARGUMENT, "bh_ticket_set_attribute", "no name");
  bh_ticket_free(ticket);

  bh_history *history = bh_history_new();
  check(bh_history_set(history, "unit", BH_NUL, "x", BH_NUL) == BH_ERROR_ARGUMENT, "bh_history_set", "no event yet");
  bh_history_clear(history);
  bh_history_add(history, "2025-01-18", BH_NUL, "dispatched", BH_NUL);
  check(bh_history_add(history, "never", BH_NUL, "replied", BH_NUL) == BH_ERROR_EVENT, "bh_history_add", "no time");
  check(bh_history_set(history, "unit", BH_NUL, "x", BH_NUL) == BH_ERROR_EVENT, "bh_history_set", "of a bad event");
  expect(bh_redispatch(good[ENGINE], good[TICKET], history, &err) == NULL, &err, BH_ERROR_EVENT, "event 2: at: ", "bh_redispatch");
  check(bh_history_count(history) == 1, "bh_history_count", "the bad event is set aside");
  check(bh_history_skip_rejected(history) == 1, "bh_history_skip_rejected", "one event");
  check(bh_history_check(history, &err) == BH_OK, "bh_history_check", "after skipping");
  bh_history_add(history, "2025-01-19", BH_NUL, "replied", BH_NUL);
  check(bh_history_set(history, "时间", BH_NUL, "2025-01-20", BH_NUL) == BH_ERROR_ARGUMENT, "bh_history_set", "the time again");
  expect(bh_history_check(history, &err) != BH_OK, &err, BH_ERROR_ARGUMENT, "bh_history_add", "bh_history_check");
  check(bh_history_count(history) == 1, "bh_history_count", "its event is set aside");
  bh_history_free(history);
  for (int which = 0; which < ALL_BAD; which++) {
    int code;
    const char *says;
    void *handle = bad_handle(HISTORY, which, &code, &says);
    if (is_bad(HISTORY, which)) check(bh_history_skip_rejected(handle) == 0, "bh_history_skip_rejected", says);
  }
}

static void json(void) {
  bh_error *err = NULL;
  expect(bh_ticket_from_json("{", BH_NUL, &err) == NULL, &err, BH_ERROR_JSON, "`json` ends before", "bh_ticket_from_json");
  expect(bh_ticket_from_json("{\"id\": {}}", BH_NUL, &err) == NULL, &err, BH_ERROR_JSON, "`json.id` is an object",
         "bh_ticket_from_json");
  expect(bh_ticket_from_json("{\"id\": 1}", BH_NUL, &err) == NULL, &err, BH_ERROR_TICKET, "received_at", "bh_ticket_from_json");
  expect(bh_history_from_json("[{}]", BH_NUL, &err) == NULL, &err, BH_ERROR_EVENT, "event 1: ", "bh_history_from_json");
  bh_engine *engine = good[ENGINE];
  const char *soon = "{\"ticket\": " A_TICKET ", \"history\": [{\"at\": \"2025-01-18\"}, {\"at\": \"soon\"}]}";
  check(bh_dispatch_json(engine, soon, BH_NUL, &err) == NULL, "bh_dispatch_json", "an event that cannot be read");
  check(bh_findings_event(bh_error_findings(err), 0) == 2, "bh_dispatch_json", "the event's number");
  check(strcmp(bh_findings_value(bh_error_findings(err), 0), "soon") == 0, "bh_dispatch_json", "the event's value");
  check(strstr(bh_error_message(err, BH_ZH), "第 2 个事件") != NULL, "bh_dispatch_json", "the event's number in Chinese");
  expect(1, &err, BH_ERROR_EVENT, "`soon`", "bh_dispatch_json");
  expect(bh_dispatch_json(engine, "{}", BH_NUL, &err) == NULL, &err, BH_ERROR_JSON, "no key `ticket`", "bh_dispatch_json");
  expect(bh_dispatch_json(engine, "{\"ticket\": {\"id\": 1}}", BH_NUL, &err) == NULL, &err, BH_ERROR_TICKET,
         "received_at", "bh_dispatch_json");
  expect(bh_dispatch_json(engine, "{\"ticket\": " A_TICKET ", \"ticket\": 1}", BH_NUL, &err) == NULL, &err,
         BH_ERROR_JSON, "`ticket` twice", "bh_dispatch_json");
  expect(bh_audit_json(engine, "{\"ticket\": " A_TICKET ", \"now\": 1}", BH_NUL, &err) == NULL, &err, BH_ERROR_JSON,
         "`request.now` is a number", "bh_audit_json");
  expect(bh_monitor_from_json(engine, "{\"ticket\": " A_TICKET ", \"history\": []}", BH_NUL, &err) == NULL, &err,
         BH_ERROR_JSON, "bh_monitor_json", "bh_monitor_from_json");
  /* the mark before the text that some editors write */
  bh_ticket *marked = bh_ticket_from_json("\xef\xbb\xbf" A_TICKET, BH_NUL, &err);
  check(bh_ticket_check(marked, NULL) == BH_OK, "bh_ticket_from_json", "a byte order mark");
  bh_ticket_free(marked);
  expect(bh_dispatch_json(good[ENGINE], "[]", BH_NUL, &err) == NULL, &err, BH_ERROR_JSON, "`request`", "bh_dispatch_json");
  expect(bh_dispatch_json(good[ENGINE], "{\"tikcet\": {}}", BH_NUL, &err) == NULL, &err, BH_ERROR_JSON, "tikcet", "bh_dispatch_json");
  expect(bh_audit_json(good[ENGINE], "{\"ticket\": " A_TICKET "}", BH_NUL, &err) == NULL, &err, BH_ERROR_ARGUMENT,
         "`now` is empty", "bh_audit_json");
  expect(bh_audit(good[ENGINE], good[TICKET], NULL, "later", BH_NUL, &err) == NULL, &err, BH_ERROR_ARGUMENT, "`later`", "bh_audit");
  expect(bh_audit(good[ENGINE], good[TICKET], NULL, "2020-01-01", BH_NUL, &err) == NULL, &err, BH_ERROR_TICKET, "now", "bh_audit");
  expect(bh_monitor_from_json(good[ENGINE], "{}", BH_NUL, &err) == NULL, &err, BH_ERROR_JSON, "`json`", "bh_monitor_from_json");
  /* deep nesting is refused, not followed to the end of the stack */
  size_t depth = 1 << 20;
  char *deep = malloc(depth + 1);
  memset(deep, '[', depth);
  deep[depth] = '\0';
  expect(bh_history_from_json(deep, depth, &err) == NULL, &err, BH_ERROR_JSON, "`json`", "bh_history_from_json");
  free(deep);
}

/* Contests and questions why not, of what the rulebook does not know. */
static void questions(void) {
  bh_error *err = NULL;
  bh_engine *engine = good[ENGINE];
  const bh_ticket *ticket = good[TICKET];
#define CONTEST(unit, claim, now) bh_contest(engine, ticket, NULL, unit, BH_NUL, claim, BH_NUL, now, BH_NUL, &err) == NULL
  expect(CONTEST("PCSS", NULL, NULL), &err, BH_ERROR_QUESTION, "`PCSS`", "bh_contest");
  expect(CONTEST(" ", NULL, NULL), &err, BH_ERROR_ARGUMENT, "`unit` is empty", "bh_contest");
  expect(CONTEST("PCS", "area", NULL), &err, BH_ERROR_QUESTION, "`area`", "bh_contest");
  expect(CONTEST("PCS", "colour=red", NULL), &err, BH_ERROR_QUESTION, "`colour`", "bh_contest");
  expect(CONTEST("PCS", "matter=no such matter", NULL), &err, BH_ERROR_QUESTION, "no such matter", "bh_contest");
  expect(CONTEST("PCS", "demand=none", NULL), &err, BH_ERROR_QUESTION, "`none`", "bh_contest");
  expect(CONTEST("PCS", "occurred_at=soon", NULL), &err, BH_ERROR_QUESTION, "`soon`", "bh_contest");
  expect(CONTEST("PCS", "text=a; 内容=b", NULL), &err, BH_ERROR_QUESTION, "内容", "bh_contest");
  expect(CONTEST("PCS", "==;;=", NULL), &err, BH_ERROR_QUESTION, "", "bh_contest");
  expect(CONTEST("PCS", NULL, "later"), &err, BH_ERROR_ARGUMENT, "`later`", "bh_contest");
#undef CONTEST
  bh_explanation *blank = bh_contest(engine, ticket, NULL, "PCS", BH_NUL, " ", BH_NUL, " ", BH_NUL, &err);
  check(blank != NULL && err == NULL, "bh_contest", "a blank claim and time");
  check(strcmp(bh_explanation_json(blank), bh_string_text(recorded)) == 0, "bh_contest", "are none");
  bh_explanation_free(blank);
  expect(bh_why_not(engine, ticket, NULL, "PCSS", BH_NUL, &err) == NULL, &err, BH_ERROR_QUESTION, "`PCSS`", "bh_why_not");
  expect(bh_why_not(engine, ticket, NULL, "", BH_NUL, &err) == NULL, &err, BH_ERROR_ARGUMENT, "`unit` is empty", "bh_why_not");
  /* the error has the finding, in both languages */
  bh_why_not(engine, ticket, NULL, "永丰派出", BH_NUL, &err);
  const char *code = bh_findings_code(bh_error_findings(err), 0), *help = bh_findings_help(bh_error_findings(err), 0, BH_ZH);
  check(code != NULL && strncmp(code, "BH", 2) == 0, "bh_why_not", "the finding's code");
  check(help != NULL && strstr(help, "永丰派出所") != NULL, "bh_why_not", help != NULL ? help : "what is near");
  bh_error_free(err);
  bh_ticket *early = bh_ticket_from_json("{\"id\": 1, \"received_at\": \"1999-01-01\"}", BH_NUL, &err);
  expect(bh_why_not(engine, early, NULL, "PCS", BH_NUL, &err) == NULL, &err, BH_ERROR_TICKET, "edition", "bh_why_not");
  expect(bh_contest(engine, early, NULL, "PCS", BH_NUL, NULL, 0, NULL, 0, &err) == NULL, &err, BH_ERROR_TICKET, "edition",
         "bh_contest");
  bh_ticket_free(early);

  static const struct {
    const char *rest;
    int code;
    const char *says;
  } REQUESTS[] = {
      {"", BH_ERROR_JSON, "no key `unit`"},
      {", \"unit\": null", BH_ERROR_JSON, "no key `unit`"},
      {", \"unit\": 301", BH_ERROR_JSON, "`request.unit` is a number"},
      {", \"unit\": \" \"", BH_ERROR_ARGUMENT, "`unit` is empty"},
      {", \"unit\": \"PCSS\"", BH_ERROR_QUESTION, "`PCSS`"},
      {", \"unit\": \"PCS\", \"unit\": \"PCS\"", BH_ERROR_JSON, "`unit` twice"},
      {", \"unit\": \"PCS\", \"claims\": \"\"", BH_ERROR_JSON, "unknown key `claims`"},
      /* from here on only of a contest */
      {", \"unit\": \"PCS\", \"claim\": [\"text=\"]", BH_ERROR_JSON, "`request.claim` is a list"},
      {", \"unit\": \"PCS\", \"claim\": {\"text\": {}}", BH_ERROR_JSON, "`request.claim.text` is an object"},
      {", \"unit\": \"PCS\", \"claim\": {\"text\": \"a\", \"内容\": \"b\"}", BH_ERROR_JSON, "`内容` twice"},
      {", \"unit\": \"PCS\", \"claim\": {\"colour\": \"red\"}", BH_ERROR_QUESTION, "`colour`"},
      {", \"unit\": \"PCS\", \"claim\": \"text\"", BH_ERROR_QUESTION, "`text`"},
      {", \"unit\": \"PCS\", \"now\": 1", BH_ERROR_JSON, "`request.now` is a number"},
      {", \"unit\": \"PCS\", \"now\": \"later\"", BH_ERROR_ARGUMENT, "`later`"},
  };
  for (size_t i = 0; i < sizeof REQUESTS / sizeof REQUESTS[0]; i++) {
    char request[512];
    snprintf(request, sizeof request, "{\"ticket\": " A_TICKET "%s}", REQUESTS[i].rest);
    expect(bh_contest_json(engine, request, BH_NUL, &err) == NULL, &err, REQUESTS[i].code, REQUESTS[i].says, "bh_contest_json");
    if (i < 7)
      expect(bh_why_not_json(engine, request, BH_NUL, &err) == NULL, &err, REQUESTS[i].code, REQUESTS[i].says,
             "bh_why_not_json");
    else
      expect(bh_why_not_json(engine, request, BH_NUL, &err) == NULL, &err, BH_ERROR_JSON, "unknown key", "bh_why_not_json");
  }

  static const char *const NOT_RECORDED[] = {"{}", "{\"ticket\": " A_TICKET "}", "{\"ticket\": " A_TICKET ", \"history\": []}"};
  static const char *const SAYS[] = {"no key `ticket`", "no key `history`", "not what bh_contest_json gave"};
  for (int i = 0; i < 3; i++)
    expect(bh_contest_replay_json(engine, NOT_RECORDED[i], BH_NUL, &err) == NULL, &err, BH_ERROR_JSON, SAYS[i],
           "bh_contest_replay_json");
  expect(bh_contest_replay_json(engine, "{\"ticket\": {\"id\": 1}}", BH_NUL, &err) == NULL, &err, BH_ERROR_TICKET, "received_at",
         "bh_contest_replay_json");
  /* by another rulebook, which has no such unit, or has it */
  expect(bh_contest_replay_json(small, bh_string_text(recorded), BH_NUL, &err) == NULL, &err, BH_ERROR_QUESTION, "`PCS`",
         "bh_contest_replay_json");
  bh_string *theirs = bh_contest_json(small, "{\"ticket\": " A_TICKET ", \"unit\": \"A\"}", BH_NUL, NULL);
  size_t len = bh_string_len(theirs);
  char *edited = malloc(len + 1);
  memcpy(edited, bh_string_text(theirs), len + 1);
  char *hash = strstr(edited, bh_engine_hash(small));
  if (hash != NULL) hash[0] = hash[0] == '0' ? '1' : '0';
  bh_string *again = bh_contest_replay_json(small, edited, len, NULL);
  check(again != NULL && strstr(bh_string_text(again), "\"same_rulebook\":false,\"same\":false}") != NULL,
        "bh_contest_replay_json", "another rulebook");
  bh_string_free(again);
  bh_string_free(theirs);
  free(edited);
}

/* Checks and diffs: options, conditions and lines that cannot be read. */
static void books(void) {
  bh_error *err = NULL;
  static const int OPTIONS[] = {4, -1, 7, INT32_MIN, INT32_MAX};
#define DIFF(options, only, tickets, events) \
  bh_diff(small, small, options, only, BH_NUL, tickets, BH_NUL, events, BH_NUL, &err) == NULL
  for (int i = 0; i < 5; i++) {
    expect(bh_engine_check_json(small, OPTIONS[i], NULL, NULL, 0, &err) == NULL, &err, BH_ERROR_ARGUMENT, "`options` is",
           "bh_engine_check_json");
    expect(DIFF(OPTIONS[i], NULL, NULL, NULL), &err, BH_ERROR_ARGUMENT, "`options` is", "bh_diff");
  }
  expect(DIFF(BH_UNREACHED, NULL, NULL, NULL), &err, BH_ERROR_ARGUMENT, "expected 0 or BH_ALL", "bh_diff");
  expect(DIFF(0, "colour=red", NULL, NULL), &err, BH_ERROR_QUESTION, "`colour`", "bh_diff");
  expect(DIFF(0, "matter", NULL, NULL), &err, BH_ERROR_QUESTION, "`matter`", "bh_diff");
  expect(DIFF(0, "hours=25:00-26:00", NULL, NULL), &err, BH_ERROR_QUESTION, "25:00", "bh_diff");

  static const struct {
    const char *tickets, *events;
    int code;
    const char *says;
  } LINES[] = {
      {"[" A_TICKET, NULL, BH_ERROR_JSON, "`tickets` ends before"},
      {"[" A_TICKET ",]", NULL, BH_ERROR_JSON, "`tickets` is no JSON"},
      {A_TICKET, "[}", BH_ERROR_JSON, "`events` is no JSON"},
      {"{\"id\": \"1\"", NULL, BH_ERROR_JSON, "tickets:1: "},
      {"[" A_TICKET ", 7]", NULL, BH_ERROR_JSON, "tickets:2: "},
      {"7", NULL, BH_ERROR_JSON, "tickets:1: "},
      {A_TICKET "\n\n{\"id\": \"2\"}", NULL, BH_ERROR_TICKET, "tickets:3: received_at: "},
      {A_TICKET "\n" A_TICKET "\n{}", NULL, BH_ERROR_TICKET, "2 lines cannot be read, the first: tickets:2: id: "},
      {A_TICKET, "{\"ticket\": 1, \"kind\": \"replied\"}", BH_ERROR_EVENT, "events:1: at: "},
      {A_TICKET, "{\"ticket\": 2, \"at\": \"2025-01-18\", \"kind\": \"replied\"}", BH_ERROR_EVENT, "events:1: ticket: "},
      {NULL, "{\"ticket\": 2, \"at\": \"2025-01-18\", \"kind\": \"replied\"}", BH_ERROR_EVENT, "events:1: ticket: "},
  };
  for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
    expect(DIFF(0, NULL, LINES[i].tickets, LINES[i].events), &err, LINES[i].code, LINES[i].says, "bh_diff");
    if (LINES[i].events == NULL)
      expect(bh_engine_check_json(small, 0, NULL, LINES[i].tickets, BH_NUL, &err) == NULL, &err, LINES[i].code,
             LINES[i].says, "bh_engine_check_json");
  }
  check(DIFF(0, NULL, A_TICKET "\n" A_TICKET "\n{}", NULL), "bh_diff", "two lines");
  const bh_findings *found = bh_error_findings(err);
  check(bh_findings_count(found) == 2 && bh_findings_row(found, 0) == 2 && bh_findings_row(found, 1) == 3, "bh_diff",
        "every line, by its number");
  check(strstr(bh_error_message(err, BH_ZH), "有 2 行无法读取，第一处：tickets:2: ") != NULL, "bh_diff", "in Chinese");
  bh_error_free(err);
  err = NULL;
#undef DIFF
  /* nothing at all is no tickets; items of an array may go over lines */
  bh_explanation *none = bh_diff(small, small, BH_ALL, " ", 1, "", 0, "[]", 2, &err);
  check(none != NULL && strstr(bh_explanation_json(none), "\"replay\":{\"tickets\":0,") != NULL, "bh_diff", "no tickets");
  bh_explanation_free(none);
  const char *pretty = " [\r\n{\r\n\"id\": \"1\",\r\n\"received_at\": \"2025-01-17\"\r\n}\r\n] ";
  bh_explanation *one = bh_diff(small, small, 0, NULL, 0, pretty, BH_NUL, NULL, 0, &err);
  check(one != NULL && strstr(bh_explanation_json(one), "\"replay\":{\"tickets\":1,") != NULL, "bh_diff", "a ticket in lines");
  bh_explanation_free(one);
  /* deep nesting is refused, or kept as its text, and not followed to the end of the stack */
  size_t depth = 1 << 20;
  char *deep = malloc(2 * depth + 1);
  memset(deep, '[', depth);
  memset(deep + depth, ']', depth);
  deep[2 * depth] = '\0';
  expect(bh_diff(small, small, 0, NULL, 0, deep, BH_NUL, NULL, 0, &err) == NULL, &err, BH_ERROR_JSON, "tickets:1: ", "bh_diff");
  free(deep);
}

/* Times in seconds are the times that they are as texts, and no others. */
static void seconds(void) {
  bh_error *err = NULL;
  bh_ticket *ticket = bh_ticket_new();
  bh_ticket_set(ticket, BH_TICKET_ID, "1", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_OCCURRED_AT, "soon", BH_NUL);
  check(bh_ticket_set_unix(ticket, BH_TICKET_RECEIVED_AT, 1737124800) == BH_OK, "bh_ticket_set_unix", "received_at");
  check(bh_ticket_set_unix(ticket, BH_TICKET_OCCURRED_AT, 1737121200) == BH_OK, "bh_ticket_set_unix", "occurred_at");
  bh_string *text = bh_ticket_json(ticket, NULL);
  check(strstr(bh_string_text(text), "\"received_at\":\"2025-01-17T14:40:00Z\"") != NULL, "bh_ticket_set_unix", "the time");
  check(strstr(bh_string_text(text), "\"occurred_at\":\"2025-01-17T13:40:00Z\"") != NULL, "bh_ticket_set_unix", "the time");
  check(strstr(bh_string_text(text), "soon") == NULL, "bh_ticket_set_unix", "what could not be read is forgotten");
  bh_string_free(text);
  bh_decision *by_text = bh_dispatch(good[ENGINE], good[TICKET], NULL), *by_seconds = bh_dispatch(good[ENGINE], ticket, NULL);
  check(strcmp(bh_decision_json(by_text), bh_decision_json(by_seconds)) == 0, "bh_ticket_set_unix", "the same decision");
  bh_decision_free(by_text);
  bh_decision_free(by_seconds);

  bh_history *history = bh_history_new();
  check(bh_history_add_unix(history, 1737162000, "dispatched", BH_NUL) == BH_OK, "bh_history_add_unix", "an event");
  bh_verdict *one = bh_audit(good[ENGINE], good[TICKET], good[HISTORY], "2025-02-01", BH_NUL, NULL);
  bh_verdict *other = bh_audit_unix(good[ENGINE], ticket, history, 1738339200, NULL);
  check(strcmp(bh_verdict_json(one), bh_verdict_json(other)) == 0, "bh_audit_unix", "the same verdict");
  check(strcmp(bh_verdict_next_title(one, BH_EN), bh_verdict_next_title(one, BH_ZH)) != 0, "bh_verdict_next_title", "its words");
  bh_verdict_free(other);
  bh_monitor *watch = bh_monitor_new(good[ENGINE], ticket, NULL);
  bh_monitor_push(good[ENGINE], watch, history, NULL);
  other = bh_monitor_verdict_unix(good[ENGINE], watch, 1738339200, NULL);
  check(strcmp(bh_verdict_json(one), bh_verdict_json(other)) == 0, "bh_monitor_verdict_unix", "the same verdict");
  bh_verdict_free(one);
  bh_verdict_free(other);

  static const int64_t BAD_TIMES[] = {1737124800000, INT64_MAX, INT64_MIN + 1};
  for (int i = 0; i < 3; i++) {
    check(bh_ticket_set_unix(ticket, BH_TICKET_RECEIVED_AT, BAD_TIMES[i]) == BH_ERROR_ARGUMENT, "bh_ticket_set_unix", "too far");
    expect(bh_ticket_check(ticket, &err) < 0, &err, BH_ERROR_ARGUMENT, "`received_at` is", "bh_ticket_set_unix");
    check(bh_history_add_unix(history, BAD_TIMES[i], "replied", BH_NUL) == BH_ERROR_ARGUMENT, "bh_history_add_unix", "too far");
    expect(bh_audit_unix(good[ENGINE], good[TICKET], NULL, BAD_TIMES[i], &err) == NULL, &err, BH_ERROR_ARGUMENT, "`now` is",
           "bh_audit_unix");
    expect(bh_monitor_verdict_unix(good[ENGINE], watch, BAD_TIMES[i], &err) == NULL, &err, BH_ERROR_ARGUMENT, "`now` is",
           "bh_monitor_verdict_unix");
  }
  check(bh_history_skip_rejected(history) == 3 && bh_history_count(history) == 1, "bh_history_add_unix", "set aside");
  check(bh_history_add_unix(history, BH_NO_TIME, "replied", BH_NUL) == BH_ERROR_EVENT, "bh_history_add_unix", "no time");
  check(bh_ticket_set_unix(ticket, BH_TICKET_RECEIVED_AT, BH_NO_TIME) == BH_OK, "bh_ticket_set_unix", "no time");
  expect(bh_ticket_check(ticket, &err) < 0, &err, BH_ERROR_TICKET, "received_at: ", "bh_ticket_set_unix");
  expect(bh_audit_unix(good[ENGINE], good[TICKET], NULL, BH_NO_TIME, &err) == NULL, &err, BH_ERROR_ARGUMENT, "`now` is empty",
         "bh_audit_unix");
  check(bh_ticket_set_unix(ticket, BH_TICKET_ID, 1) == BH_ERROR_ARGUMENT, "bh_ticket_set_unix", "a column that is no time");
  bh_monitor_free(watch);
  bh_history_free(history);
  bh_ticket_free(ticket);
}

/* A due outside the calendar: absent and noted in a decision, an error of a verdict. */
static void outside_the_calendar(void) {
  bh_error *err = NULL;
  bh_ticket *ticket = bh_ticket_new();
  bh_ticket_set(ticket, BH_TICKET_ID, "1", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_RECEIVED_AT, "2039-01-17", BH_NUL);
  bh_decision *decision = bh_dispatch(good[ENGINE], ticket, &err);
  check(decision != NULL && err == NULL, "bh_dispatch", "outside the calendar");
  check(bh_decision_due(decision, 0) == NULL, "bh_decision_due", "outside the calendar");
  check(bh_decision_due_unix(decision, 0) == BH_NO_TIME, "bh_decision_due_unix", "outside the calendar");
  size_t at = 0;
  while (at < bh_decision_note_count(decision) && strcmp(bh_decision_note_code(decision, at), "not_covered") != 0) at++;
  const char *zh = bh_decision_note_text(decision, at, BH_ZH), *en = bh_decision_note_text(decision, at, BH_EN);
  check(zh != NULL && strcmp(zh, "日历未收录 (2039)") == 0, "bh_decision_note_text", zh != NULL ? zh : "not there");
  check(en != NULL && strcmp(en, "not_covered (2039)") == 0, "bh_decision_note_text", en != NULL ? en : "not there");
  bh_decision_free(decision);
  expect(bh_audit(good[ENGINE], ticket, NULL, "2039-02-01", BH_NUL, &err) == NULL, &err, BH_ERROR_TICKET, "2039", "bh_audit");
  bh_history *history = bh_history_new();
  bh_history_add(history, "2025-03-01", BH_NUL, "dispatched", BH_NUL);
  bh_verdict *verdict = bh_audit(good[ENGINE], good[TICKET], history, "2025-02-01", BH_NUL, NULL);
  check(bh_verdict_note_count(verdict) > 0, "bh_verdict_note_count", "an event after now");
  zh = bh_verdict_note_text(verdict, 0, BH_ZH);
  check(zh != NULL && strcmp(zh, "未来事件 (1)") == 0, "bh_verdict_note_text", zh != NULL ? zh : "not there");
  bh_verdict_free(verdict);
  bh_history_free(history);
  bh_ticket_free(ticket);
}

static void unit_names(void) {
  const char *code = bh_engine_unit_code(good[ENGINE], 1), *name = bh_engine_unit_name(good[ENGINE], 1);
  check(bh_engine_unit_name_of(good[ENGINE], code, BH_NUL) == name, "bh_engine_unit_name_of", "the name in the list");
  static const struct {
    const char *text;
    size_t len;
  } BAD_CODES[] = {{NULL, BH_NUL}, {NULL, 3}, {"no such unit", BH_NUL}, {"\xff", BH_NUL}, {"a\0b", 3}, {"A", SIZE_MAX - 1}};
  for (size_t i = 0; i < sizeof BAD_CODES / sizeof BAD_CODES[0]; i++)
    check(bh_engine_unit_name_of(good[ENGINE], BAD_CODES[i].text, BAD_CODES[i].len) == NULL, "bh_engine_unit_name_of",
          "a code that is none");
  for (int which = 0; which < ALL_BAD; which++) {
    int number;
    const char *says;
    void *handle = bad_handle(ENGINE, which, &number, &says);
    if (is_bad(ENGINE, which)) check(bh_engine_unit_name_of(handle, code, BH_NUL) == NULL, "bh_engine_unit_name_of", says);
  }
  /* of a unit that only an earlier edition has: lent as the others are, the same each time */
  static const char *const NAMES_OF[] = {"2024/rulebook.toml", "2024/units.csv", "2025/rulebook.toml", "2025/units.csv"};
  static const char *const CONTENTS[] = {
      "name = \"x\"\nfrom = \"2024-01-01\"\n[[fallback]]\nlead = \"OLD\"\n", "code,name\nOLD,gone\nOTHER,away\n",
      "name = \"x\"\nfrom = \"2025-01-01\"\n[[fallback]]\nlead = \"NEW\"\n", "code,name\nNEW,here\n"};
  bh_file files[4];
  for (int i = 0; i < 4; i++) files[i].name = NAMES_OF[i], files[i].data = CONTENTS[i], files[i].len = strlen(CONTENTS[i]);
  bh_error *err = NULL;
  bh_engine *engine = bh_engine_load_memory(files, 4, &err);
  check(engine != NULL, "bh_engine_load_memory", err != NULL ? bh_error_message(err, BH_EN) : "two editions");
  const char *gone = bh_engine_unit_name_of(engine, "OLD", BH_NUL), *away = bh_engine_unit_name_of(engine, "OTHER", BH_NUL);
  check(gone != NULL && strcmp(gone, "gone") == 0, "bh_engine_unit_name_of", "of an earlier edition");
  check(away != NULL && strcmp(away, "away") == 0, "bh_engine_unit_name_of", "another of an earlier edition");
  check(bh_engine_unit_name_of(engine, "OLD", BH_NUL) == gone, "bh_engine_unit_name_of", "the same text again");
  check(bh_engine_unit_name_of(engine, "NEW", BH_NUL) == bh_engine_unit_name(engine, 0), "bh_engine_unit_name_of", "the latest");
  bh_error_free(err);
  bh_engine_free(engine);
}

static void monitor(void) {
  bh_error *err = NULL;
  bh_monitor *watch = bh_monitor_new(good[ENGINE], good[TICKET], NULL);
  bh_history *events = bh_history_new();
  bh_history_add(events, "2025-01-18 09:00", BH_NUL, "dispatched", BH_NUL);
  bh_history_add(events, "2025-01-18 08:00", BH_NUL, "replied", BH_NUL);
  bh_string *before = bh_monitor_json(watch, NULL);
  expect(bh_monitor_push(good[ENGINE], watch, events, &err) < 0, &err, BH_ERROR_MONITOR, "at: ", "bh_monitor_push");
  bh_string *after = bh_monitor_json(watch, NULL);
  check(strcmp(bh_string_text(before), bh_string_text(after)) == 0, "bh_monitor_push", "all or none");
  bh_string_free(before);
  bh_string_free(after);
  bh_history_free(events);
  bh_monitor_free(watch);
  watch = bh_monitor_from_json(good[ENGINE], "{\"rulebook\": \"x\", \"ticket\": " A_TICKET ", \"history\": []}", BH_NUL, NULL);
  expect(bh_monitor_verdict(good[ENGINE], watch, "2025-02-01", BH_NUL, &err) == NULL, &err, BH_ERROR_MONITOR, "rulebook",
         "bh_monitor_verdict");
  bh_monitor_free(watch);
}

/* Freeing what is no such handle does nothing; so does freeing what is lent. */
static void freeing(void) {
  for (int kind = ENGINE; kind < KINDS; kind++) {
    for (int which = 0; which < ALL_BAD; which++) {
      int code;
      const char *says;
      void *handle = bad_handle(kind, which, &code, &says);
      if (is_bad(kind, which)) free_kind(kind, handle);
    }
  }
  union {
    const bh_findings *lent;
    bh_findings *taken;
  } findings = {bh_engine_findings(good[ENGINE])};
  bh_findings_free(findings.taken);
  check(strcmp(bh_findings_json(findings.lent), "[]") == 0 || bh_findings_count(findings.lent) > 0, "bh_findings_free", "lent");
  for (int kind = ENGINE; kind < KINDS; kind++)
    check(kind == ERROR ? bh_error_code(good[kind]) == BH_ERROR_IO : good[kind] != NULL, NAMES[kind], "is still there");
  check(bh_decision_lead(good[DECISION], 0) != NULL, "bh_engine_free", "nothing of another kind was freed");
}

int main(void) {
  uint64_t dead;
  memcpy(&dead, "bhfreed!", sizeof dead);
  for (size_t i = 0; i < 64; i++) freed.words[i] = dead;
  memset(garbage.bytes, 0x5a, sizeof garbage.bytes);
  check(strcmp(bh_version(), BIHUAN_VERSION) == 0, "bh_version", "the header's");
  check(bh_version_number() == BIHUAN_VERSION_NUMBER, "bh_version_number", "the header's");
  make_good();
  getters();
  calls();
  loading();
  filling();
  json();
  questions();
  books();
  seconds();
  unit_names();
  outside_the_calendar();
  monitor();
  freeing();
  /* without an engine answers live on */
  bh_engine_free(good[ENGINE]);
  check(bh_decision_lead(good[DECISION], 0) != NULL, "bh_engine_free", "answers stay valid");
  for (int kind = TICKET; kind < KINDS; kind++) free_kind(kind, good[kind]);
  bh_string_free(recorded);
  bh_engine_free(small);
  printf("%d passed, %d failed\n", passed, failures);
  return failures == 0 ? 0 : 1;
}
