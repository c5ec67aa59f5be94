/* A unit wants to return a ticket: who would get it? Why not another unit? And what would change if the rulebook
 * were changed to say so?
 *
 *     contest examples/rulebooks/songjiang
 */
#include <bihuan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *what, bh_error *err) {
  fprintf(stderr, "%s: %s\n", what, bh_error_message(err, BH_EN));
  bh_error_free(err);
  return 1;
}

/* ---- The draft: today's tables with one line of dispatch.csv written anew, in memory ---- */

static const char *const TABLES[] = {"rulebook.toml", "units.csv", "matters.csv", "posts.csv", "dispatch.csv"};
#define COUNT (sizeof TABLES / sizeof TABLES[0])
static const char *const DISPATCH = "dispatch.csv", *const ROW = "\nZS05,", *const OLD = "派出所", *const NEW = "城管";

static char *read_file(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  char *text = file != NULL ? calloc(1, 1 << 20) : NULL;
  if (text != NULL) text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
  if (file != NULL) fclose(file);
  return text;
}

/* In the row's line, the first OLD becomes NEW. */
static void change(char *table) {
  char *at = strstr(table, ROW);
  at = at != NULL ? strstr(at, OLD) : NULL;
  if (at == NULL) return;
  memmove(at + strlen(NEW), at + strlen(OLD), strlen(at + strlen(OLD)) + 1);
  memcpy(at, NEW, strlen(NEW));
}

static bh_engine *draft(const char *folder, bh_error **err) {
  bh_file files[COUNT];
  for (size_t i = 0; i < COUNT; i++) {
    char *text = read_file(folder, TABLES[i]);
    if (text != NULL && strcmp(TABLES[i], DISPATCH) == 0) change(text);
    files[i].name = TABLES[i];
    files[i].data = text;
    files[i].len = text != NULL ? strlen(text) : 0;
  }
  bh_engine *engine = bh_engine_load_memory(files, COUNT, err);
  for (size_t i = 0; i < COUNT; i++) free((void *)files[i].data);
  return engine;
}

/* ---- What is asked ---- */

/* The police station says that it was by day; and is the answer still the same when it is asked again? */
static int contest(const bh_engine *engine, const bh_ticket *ticket) {
  bh_error *err = NULL;
  bh_explanation *answer =
      bh_contest(engine, ticket, NULL, "PCS", BH_NUL, "发生时间=2025-01-17 10:00", BH_NUL, NULL, 0, &err);
  if (answer == NULL) return fail("contest", err);
  printf("%s\n", bh_explanation_text(answer, BH_ZH));

  /* The JSON is the record: file it with the return. It can be asked again by the same rulebook or another one. */
  bh_string *again = bh_contest_replay_json(engine, bh_explanation_json(answer), BH_NUL, &err);
  bh_explanation_free(answer);
  if (again == NULL) return fail("replay", err);
  const char *same = strstr(bh_string_text(again), "\"same_rulebook\":true,\"same\":true}");
  printf("asked again, the same answer: %s\n\n", same != NULL ? "yes" : "no");
  bh_string_free(again);
  return 0;
}

static int why_not(const bh_engine *engine, const bh_ticket *ticket) {
  bh_error *err = NULL;
  bh_explanation *answer = bh_why_not(engine, ticket, NULL, "城管中队", BH_NUL, &err);
  if (answer == NULL) return fail("why not", err);
  printf("%s\n", bh_explanation_text(answer, BH_ZH));
  bh_explanation_free(answer);
  return 0;
}

/* What the draft changes, where it was meant to, and what it would have made of last week's tickets. */
static int diff(const bh_engine *engine, const bh_engine *changed) {
  static const char *LAST_WEEK =
      "{\"id\": \"1\", \"received_at\": \"2025-01-17 22:40\", \"matter\": \"噪声/装修噪声\"}\n"
      "{\"id\": \"2\", \"received_at\": \"2025-01-18 10:00\", \"matter\": \"噪声/装修噪声\"}\n"
      "{\"id\": \"3\", \"received_at\": \"2025-01-19 23:10\", \"matter\": \"装修扰民\"}\n";
  bh_error *err = NULL;
  bh_explanation *changes = bh_diff(engine, changed, 0, "matter=噪声/装修噪声; hours=18:00-08:00", BH_NUL, LAST_WEEK, BH_NUL,
                                    NULL, 0, &err);
  if (changes == NULL) return fail("diff", err);
  printf("%s\n", bh_explanation_text(changes, BH_ZH));
  const char *json = bh_explanation_json(changes);
  int kept = strstr(json, "\"unfinished\":0,\"outside\":[]}") != NULL;
  printf("the change stays where it was meant to: %s\n", kept ? "yes" : "no");
  bh_explanation_free(changes);
  return 0;
}

int main(int argc, char **argv) {
  const char *path = argc > 1 ? argv[1] : "examples/rulebooks/songjiang";
  bh_error *err = NULL;
  bh_engine *engine = bh_engine_load(path, &err);
  if (engine == NULL) return fail(path, err);
  bh_engine *changed = draft(path, &err);
  if (changed == NULL) {
    bh_engine_free(engine);
    return fail("draft", err);
  }

  bh_ticket *ticket = bh_ticket_new();
  bh_ticket_set(ticket, BH_TICKET_ID, "20250117-0042", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_RECEIVED_AT, "2025-01-17 22:40", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_DEMAND, "投诉", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_MATTER, "噪声/装修噪声", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_AREA, "永丰街道/仓丰居委/仓丰小区", BH_NUL);

  int failed = contest(engine, ticket) || why_not(engine, ticket) || diff(engine, changed);

  bh_ticket_free(ticket);
  bh_engine_free(changed);
  bh_engine_free(engine);
  return failed;
}
