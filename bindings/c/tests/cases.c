/* Answers requests from standard input through the C library, for the tests in cases.rs: a line with a word and
 * numbers, then so many bytes; the answer is `ok LENGTH` or `error LENGTH` and so many bytes.
 *
 *     load ENCODING FILES            then for each file: NAME_LEN DATA_LEN, name, data  -> findings
 *     ticket LEN, history LEN        JSON                                               -> the same, read and written
 *     dispatch LEN, explain LEN, audit LEN, contest LEN, why_not LEN   a request in JSON -> the answer in JSON
 *     replay LEN                     the JSON of a contest                              -> the answer in JSON
 *     asked TICKET HISTORY UNIT CLAIM NOW   their lengths; then JSON, JSON and three texts
 *                                    -> the texts and JSON of the contest, and of why the unit does not lead
 *     check OPTIONS OLD TICKETS      lengths and 1, 0 for what is not there; then the texts -> the answer in JSON
 *     diff OPTIONS ONLY TICKETS EVENTS   likewise                                       -> its JSON and texts
 *     typed FIELDS EVENTS NOW_LEN    now, fields, and for each event its number of fields and its fields
 *                                    -> every getter of decision, verdict and explanation, a line each
 */
#include <bihuan.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The rulebook, and the one that was loaded before it. */
static bh_engine *engine, *old;

/* ---- reading and writing --------------------------------------------------------------------------------- */

static void *need(void *memory) {
  if (memory == NULL) exit(2);
  return memory;
}

static char *bytes(size_t count) {
  char *text = need(malloc(count + 1));
  if (fread(text, 1, count, stdin) != count) exit(2);
  text[count] = '\0';
  return text;
}

static int line(char *word, size_t numbers[5]) {
  char text[256];
  for (int i = 0; i < 5; i++) numbers[i] = 0;
  if (fgets(text, sizeof text, stdin) == NULL) return 0;
  return sscanf(text, "%15s %zu %zu %zu %zu %zu", word, &numbers[0], &numbers[1], &numbers[2], &numbers[3], &numbers[4]) > 0;
}

/* Two numbers of a line without a word. */
static void lengths(size_t *first, size_t *second) {
  char text[256];
  if (fgets(text, sizeof text, stdin) == NULL || sscanf(text, "%zu %zu", first, second) != 2) exit(2);
}

static void answer(const char *word, const char *text, size_t len) {
  printf("%s %zu\n", word, len);
  fwrite(text, 1, len, stdout);
  fflush(stdout);
}

static void failed(bh_error *err) {
  const char *text = bh_error_json(err);
  answer("error", text, strlen(text));
  bh_error_free(err);
}

static void string(bh_string *text, bh_error *err) {
  if (text == NULL) {
    failed(err);
    return;
  }
  answer("ok", bh_string_text(text), bh_string_len(text));
  bh_string_free(text);
}

static struct {
  char *text;
  size_t len, room;
} out;

static void put(const char *text, size_t len) {
  if (out.len + len + 1 > out.room) {
    out.room = (out.len + len + 1) * 2;
    out.text = need(realloc(out.text, out.room));
  }
  memcpy(out.text + out.len, text, len);
  out.len += len;
}

static void say(const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  int len = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (len < 0 || (size_t)len >= sizeof text) exit(2);
  put(text, (size_t)len);
}

/* A line: what was asked, and the text, its length before it as it may have lines of its own. */
static void text(const char *name, const char *value) {
  if (value == NULL) {
    say("%s absent\n", name);
    return;
  }
  say("%s %zu ", name, strlen(value));
  put(value, strlen(value));
  say("\n");
}

static void number(const char *name, long long value) { say("%s = %lld\n", name, value); }

/* ---- the typed way --------------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  int column;
} COLUMNS[] = {
    {"id", BH_TICKET_ID},         {"received_at", BH_TICKET_RECEIVED_AT}, {"occurred_at", BH_TICKET_OCCURRED_AT},
    {"source", BH_TICKET_SOURCE}, {"demand", BH_TICKET_DEMAND},           {"matter", BH_TICKET_MATTER},
    {"text", BH_TICKET_TEXT},     {"area", BH_TICKET_AREA},               {"urgency", BH_TICKET_URGENCY},
};

static void set(bh_ticket *ticket) {
  size_t name_len, value_len;
  lengths(&name_len, &value_len);
  char *name = bytes(name_len), *value = bytes(value_len);
  size_t i = 0, count = sizeof COLUMNS / sizeof COLUMNS[0];
  while (i < count && strcmp(COLUMNS[i].name, name) != 0) i++;
  if (i < count)
    bh_ticket_set(ticket, COLUMNS[i].column, value, value_len);
  else
    bh_ticket_set_attribute(ticket, name, name_len, value, BH_NUL);
  free(name);
  free(value);
}

static void add(bh_history *history, size_t fields) {
  char *names[64], *values[64];
  const char *at = NULL, *kind = NULL;
  if (fields > 64) exit(2);
  for (size_t i = 0; i < fields; i++) {
    size_t name_len, value_len;
    lengths(&name_len, &value_len);
    names[i] = bytes(name_len);
    values[i] = bytes(value_len);
    if (strcmp(names[i], "at") == 0) at = values[i];
    if (strcmp(names[i], "kind") == 0) kind = values[i];
  }
  bh_history_add(history, at, BH_NUL, kind, BH_NUL);
  for (size_t i = 0; i < fields; i++) {
    if (values[i] != at && values[i] != kind)
      bh_history_set(history, names[i], BH_NUL, values[i], strlen(values[i]));
    free(names[i]);
    free(values[i]);
  }
}

static void show_decision(const bh_decision *d) {
  text("ticket", bh_decision_ticket(d));
  number("channel", bh_decision_channel(d));
  text("channel zh", bh_decision_channel_text(d, BH_ZH));
  text("channel en", bh_decision_channel_text(d, BH_EN));
  text("call", bh_decision_call(d));
  text("tell", bh_decision_tell(d));
  text("rulebook", bh_decision_rulebook(d));
  text("version", bh_decision_version(d));
  text("calendar", bh_decision_calendar(d));
  number("parts", (long long)bh_decision_part_count(d));
  for (size_t p = 0; p < bh_decision_part_count(d); p++) {
    text("lead", bh_decision_lead(d, p));
    number("assists", (long long)bh_decision_assist_count(d, p));
    for (size_t i = 0; i < bh_decision_assist_count(d, p); i++) text("assist", bh_decision_assist(d, p, i));
    text("row", bh_decision_row(d, p));
    number("reason", bh_decision_reason(d, p));
    text("reason zh", bh_decision_reason_text(d, p, BH_ZH));
    text("reason en", bh_decision_reason_text(d, p, BH_EN));
    text("due", bh_decision_due(d, p));
    number("due unix", bh_decision_due_unix(d, p));
    text("first_contact_due", bh_decision_first_contact_due(d, p));
    number("first_contact_due unix", bh_decision_first_contact_due_unix(d, p));
    text("signoff", bh_decision_signoff(d, p));
    text("basis", bh_decision_basis(d, p));
    text("tip", bh_decision_tip(d, p));
    number("limits", (long long)bh_decision_limit_count(d, p));
    for (size_t i = 0; i < bh_decision_limit_count(d, p); i++) {
      text("name", bh_decision_limit_name(d, p, i));
      text("limit zh", bh_decision_limit_amount(d, p, i, BH_ZH));
      text("limit en", bh_decision_limit_amount(d, p, i, BH_EN));
      text("source", bh_decision_limit_source(d, p, i));
      text("due", bh_decision_limit_due(d, p, i));
      number("due unix", bh_decision_limit_due_unix(d, p, i));
      text("from_receipt", bh_decision_limit_from_receipt(d, p, i));
      number("from_receipt unix", bh_decision_limit_from_receipt_unix(d, p, i));
    }
    number("stages", (long long)bh_decision_stage_count(d, p));
    for (size_t i = 0; i < bh_decision_stage_count(d, p); i++) {
      text("name", bh_decision_stage_name(d, p, i));
      text("limit zh", bh_decision_stage_limit(d, p, i, BH_ZH));
      text("limit en", bh_decision_stage_limit(d, p, i, BH_EN));
      text("due", bh_decision_stage_due(d, p, i));
      number("due unix", bh_decision_stage_due_unix(d, p, i));
    }
  }
  number("notes", (long long)bh_decision_note_count(d));
  for (size_t i = 0; i < bh_decision_note_count(d); i++) {
    text("code", bh_decision_note_code(d, i));
    text("about", bh_decision_note_about(d, i));
  }
}

static void show_verdict(const bh_verdict *v) {
  static const char *const LOOPS[] = {"", "intake", "process", "supervision", "overall"};
  text("ticket", bh_verdict_ticket(v));
  for (int which = BH_LOOP_INTAKE; which <= BH_LOOP_OVERALL; which++) {
    number(LOOPS[which], bh_verdict_loop(v, which));
    text("zh", bh_verdict_loop_text(v, which, BH_ZH));
    text("en", bh_verdict_loop_text(v, which, BH_EN));
  }
  number("breaches", (long long)bh_verdict_breaches(v));
  text("next", bh_verdict_next(v));
  text("next unit", bh_verdict_next_unit(v));
  text("next due", bh_verdict_next_due(v));
  number("next due unix", bh_verdict_next_due_unix(v));
  number("channel", bh_verdict_channel(v));
  text("channel zh", bh_verdict_channel_text(v, BH_ZH));
  text("channel en", bh_verdict_channel_text(v, BH_EN));
  text("rulebook", bh_verdict_rulebook(v));
  text("version", bh_verdict_version(v));
  text("calendar", bh_verdict_calendar(v));
  number("obligations", (long long)bh_verdict_obligation_count(v));
  for (size_t i = 0; i < bh_verdict_obligation_count(v); i++) {
    text("id", bh_verdict_obligation_id(v, i));
    text("title zh", bh_verdict_obligation_title(v, i, BH_ZH));
    text("title en", bh_verdict_obligation_title(v, i, BH_EN));
    number("part", bh_verdict_obligation_part(v, i));
    text("assist", bh_verdict_obligation_assist(v, i));
    number("loop", bh_verdict_obligation_loop(v, i));
    text("loop zh", bh_verdict_obligation_loop_text(v, i, BH_ZH));
    text("loop en", bh_verdict_obligation_loop_text(v, i, BH_EN));
    number("state", bh_verdict_obligation_state(v, i));
    text("state zh", bh_verdict_obligation_state_text(v, i, BH_ZH));
    text("state en", bh_verdict_obligation_state_text(v, i, BH_EN));
    text("since", bh_verdict_obligation_since(v, i));
    number("since unix", bh_verdict_obligation_since_unix(v, i));
    text("due", bh_verdict_obligation_due(v, i));
    number("due unix", bh_verdict_obligation_due_unix(v, i));
    text("owner", bh_verdict_obligation_owner(v, i));
    text("met_at", bh_verdict_obligation_met_at(v, i));
    number("met_at unix", bh_verdict_obligation_met_at_unix(v, i));
    number("evidence", (long long)bh_verdict_obligation_evidence_count(v, i));
    for (size_t k = 0; k < bh_verdict_obligation_evidence_count(v, i); k++)
      number("event", (long long)bh_verdict_obligation_evidence(v, i, k));
    text("fault zh", bh_verdict_obligation_fault(v, i, BH_ZH));
    text("fault en", bh_verdict_obligation_fault(v, i, BH_EN));
  }
  number("notes", (long long)bh_verdict_note_count(v));
  for (size_t i = 0; i < bh_verdict_note_count(v); i++) {
    text("code", bh_verdict_note_code(v, i));
    text("about", bh_verdict_note_about(v, i));
  }
}

static void typed(size_t fields, size_t events, size_t now_len) {
  bh_error *err = NULL;
  char *now = bytes(now_len);
  bh_ticket *ticket = bh_ticket_new_for(engine, NULL);
  bh_history *history = bh_history_new_for(engine, NULL);
  for (size_t i = 0; i < fields; i++) set(ticket);
  for (size_t i = 0; i < events; i++) {
    size_t count, none;
    lengths(&count, &none);
    add(history, count);
  }
  bh_decision *decision = bh_redispatch(engine, ticket, history, &err);
  bh_verdict *verdict = err == NULL && now_len > 0 ? bh_audit(engine, ticket, history, now, now_len, &err) : NULL;
  bh_explanation *why = err == NULL ? bh_explain(engine, ticket, history, &err) : NULL;
  bh_findings *doubts = err == NULL ? bh_doubts(engine, ticket, history, &err) : NULL;
  if (err != NULL) {
    failed(err);
  } else {
    out.len = 0;
    show_decision(decision);
    text("decision", bh_decision_json(decision));
    if (verdict != NULL) {
      show_verdict(verdict);
      text("verdict", bh_verdict_json(verdict));
    }
    text("explanation zh", bh_explanation_text(why, BH_ZH));
    text("explanation en", bh_explanation_text(why, BH_EN));
    text("explanation", bh_explanation_json(why));
    text("doubts", bh_findings_json(doubts));
    answer("ok", out.text, out.len);
  }
  bh_findings_free(doubts);
  bh_explanation_free(why);
  bh_verdict_free(verdict);
  bh_decision_free(decision);
  bh_history_free(history);
  bh_ticket_free(ticket);
  free(now);
}

static void show_explanation(const char *name, bh_explanation *explanation, bh_error *err) {
  if (explanation == NULL) {
    text(name, NULL);
    text("error", bh_error_json(err));
  } else {
    text(name, bh_explanation_json(explanation));
    text("zh", bh_explanation_text(explanation, BH_ZH));
    text("en", bh_explanation_text(explanation, BH_EN));
  }
  bh_explanation_free(explanation);
  bh_error_free(err);
}

/* What is not there is NULL. */
static const char *some(const char *value) { return value[0] != '\0' ? value : NULL; }

static void asked(const size_t lens[5]) {
  char *texts[5];
  for (int i = 0; i < 5; i++) texts[i] = bytes(lens[i]);
  const char *unit = texts[2], *claim = some(texts[3]), *now = some(texts[4]);
  bh_ticket *ticket = bh_ticket_from_json_for(engine, texts[0], lens[0], NULL);
  bh_history *history = bh_history_from_json_for(engine, texts[1], lens[1], NULL);
  out.len = 0;
  bh_error *err = NULL;
  bh_explanation *contest = bh_contest(engine, ticket, history, unit, lens[2], claim, lens[3], now, lens[4], &err);
  show_explanation("contest", contest, err);
  bh_explanation *why_not = bh_why_not(engine, ticket, history, unit, lens[2], &err);
  show_explanation("why_not", why_not, err);
  answer("ok", out.text, out.len);
  bh_history_free(history);
  bh_ticket_free(ticket);
  for (int i = 0; i < 5; i++) free(texts[i]);
}

/* A text of a length and 1, or NULL; the length is then one that nobody may look at. */
static char *maybe(size_t *len) { return *len > 0 ? bytes(--*len) : (*len = BH_NUL, NULL); }

/* What changes from the rulebook before, or what is found in this one; `numbers` are options and lengths. */
static void whole(int is_diff, size_t numbers[5]) {
  bh_error *err = NULL;
  char *first = maybe(&numbers[1]), *tickets = maybe(&numbers[2]);
  char *events = is_diff ? maybe(&numbers[3]) : NULL;
  out.len = 0;
  if (is_diff) {
    bh_explanation *changes = bh_diff(old, engine, (int)numbers[0], first, numbers[1], tickets, numbers[2], events,
                                      numbers[3], &err);
    if (changes != NULL) {
      text("diff", bh_explanation_json(changes));
      text("zh", bh_explanation_text(changes, BH_ZH));
      text("en", bh_explanation_text(changes, BH_EN));
    }
    bh_explanation_free(changes);
  } else {
    const bh_engine *against = first != NULL ? old : NULL;
    bh_string *found = bh_engine_check_json(engine, (int)numbers[0], against, tickets, numbers[2], &err);
    if (found != NULL) text("check", bh_string_text(found));
    bh_string_free(found);
  }
  if (err != NULL)
    failed(err);
  else
    answer("ok", out.text, out.len);
  free(first);
  free(tickets);
  free(events);
}

/* ---- requests -------------------------------------------------------------------------------------------- */

static void load(int encoding, size_t count) {
  bh_error *err = NULL;
  bh_file *files = need(calloc(count + 1, sizeof *files));
  for (size_t i = 0; i < count; i++) {
    size_t name_len;
    lengths(&name_len, &files[i].len);
    files[i].name = bytes(name_len);
    files[i].data = bytes(files[i].len);
  }
  bh_engine_free(old);
  old = engine;
  engine = bh_engine_load_memory_as(files, count, encoding, &err);
  for (size_t i = 0; i < count; i++) {
    free((void *)files[i].name);
    free((void *)files[i].data);
  }
  free(files);
  if (engine == NULL) {
    failed(err);
    return;
  }
  const char *findings = bh_findings_json(bh_engine_findings(engine));
  answer("ok", findings, strlen(findings));
}

static void read_ticket(const char *json, size_t len) {
  bh_error *err = NULL;
  bh_ticket *ticket = bh_ticket_from_json_for(engine, json, len, &err);
  bh_string *again = ticket != NULL ? bh_ticket_json(ticket, &err) : NULL;
  string(again, err);
  bh_ticket_free(ticket);
}

static void read_history(const char *json, size_t len) {
  bh_error *err = NULL;
  bh_history *history = bh_history_from_json_for(engine, json, len, &err);
  bh_string *again = history != NULL ? bh_history_json(history, &err) : NULL;
  string(again, err);
  bh_history_free(history);
}

int main(void) {
  char word[16];
  size_t numbers[5];
  while (line(word, numbers)) {
    if (strcmp(word, "load") == 0) {
      load((int)numbers[0], numbers[1]);
    } else if (strcmp(word, "typed") == 0) {
      typed(numbers[0], numbers[1], numbers[2]);
    } else if (strcmp(word, "check") == 0 || strcmp(word, "diff") == 0) {
      whole(word[0] == 'd', numbers);
    } else if (strcmp(word, "asked") == 0) {
      asked(numbers);
    } else {
      bh_error *err = NULL;
      size_t len = numbers[0];
      char *json = bytes(len);
      bh_string *said = NULL;
      if (strcmp(word, "ticket") == 0) {
        read_ticket(json, len);
      } else if (strcmp(word, "history") == 0) {
        read_history(json, len);
      } else {
        if (strcmp(word, "dispatch") == 0) said = bh_dispatch_json(engine, json, len, &err);
        else if (strcmp(word, "explain") == 0) said = bh_explain_json(engine, json, len, &err);
        else if (strcmp(word, "audit") == 0) said = bh_audit_json(engine, json, len, &err);
        else if (strcmp(word, "contest") == 0) said = bh_contest_json(engine, json, len, &err);
        else if (strcmp(word, "why_not") == 0) said = bh_why_not_json(engine, json, len, &err);
        else if (strcmp(word, "replay") == 0) said = bh_contest_replay_json(engine, json, len, &err);
        else return 2;
        string(said, err);
      }
      free(json);
    }
  }
  bh_engine_free(old);
  bh_engine_free(engine);
  free(out.text);
  return 0;
}
