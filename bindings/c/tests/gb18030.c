/* A program whose texts are GB18030 (it is compiled with -fexec-charset=GB18030), as older systems are. */
#include <bihuan.h>
#include <stdio.h>
#include <string.h>

static int failures;

static void same(const char *what, const char *found, const char *expected) {
  if (found != NULL && strcmp(found, expected) == 0) return;
  failures++;
  printf("FAILED: %s: %s\n", what, found != NULL ? found : "NULL");
}

static void code(const char *what, int found, int expected) {
  if (found == expected) return;
  failures++;
  printf("FAILED: %s: %d, not %d\n", what, found, expected);
}

/* U+E5E5, the one character that GB18030 has no bytes for, in UTF-8. */
#define NOT_IN_GB18030 "\xee\x97\xa5"

int main(void) {
  bh_error *err = NULL;
  /* the compiler did what it was asked */
  same("the program's own texts", "噪声", "\xd4\xeb\xc9\xf9");
  bh_engine *engine = bh_engine_load_as("examples/rulebooks/songjiang", BH_GB18030, &err);
  code("load", bh_error_code(err), BH_OK);
  same("a unit's name", bh_engine_unit_name(engine, 0), "松江区城运中心");

  bh_ticket *ticket = bh_ticket_new_for(engine, NULL);
  bh_ticket_set(ticket, BH_TICKET_ID, "工单1", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_RECEIVED_AT, "2025-01-17 22:40", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_MATTER, "噪声/装修噪声", BH_NUL);
  bh_ticket_set(ticket, BH_TICKET_AREA, "永丰街道/仓丰居委/仓丰小区", strlen("永丰街道/仓丰居委/仓丰小区"));
  bh_ticket_set_attribute(ticket, "场所", BH_NUL, "住宅", BH_NUL);
  bh_decision *decision = bh_dispatch(engine, ticket, &err);
  code("dispatch", bh_error_code(err), BH_OK);
  same("ticket", bh_decision_ticket(decision), "工单1");
  same("lead", bh_decision_lead(decision, 0), "PCS");
  same("basis", bh_decision_basis(decision, 0), "噪声污染防治法第66、70条");
  same("channel", bh_decision_channel_text(decision, BH_ZH), "普通");
  same("due", bh_decision_due(decision, 0), "2025-01-24 23:59:59");
  code("JSON", strstr(bh_decision_json(decision), "\"basis\":\"噪声污染防治法第66、70条\"") != NULL, 1);

  bh_history *history = bh_history_new_for(engine, NULL);
  bh_history_add(history, "2025-01-18 09:00", BH_NUL, "派单", BH_NUL);
  bh_history_set(history, "单位", BH_NUL, "城管中队", BH_NUL);
  bh_verdict *verdict = bh_audit(engine, ticket, history, "2025-02-01", BH_NUL, &err);
  code("audit", bh_error_code(err), BH_OK);
  same("overall", bh_verdict_loop_text(verdict, BH_LOOP_OVERALL, BH_ZH), "超期");
  same("title", bh_verdict_obligation_title(verdict, 0, BH_ZH), "派单");

  bh_explanation *why = bh_explain(engine, ticket, history, &err);
  code("explain", strstr(bh_explanation_text(why, BH_ZH), "主办 PCS 永丰派出所") != NULL, 1);

  bh_explanation *contest = bh_contest(engine, ticket, history, "城管中队", BH_NUL, "区域=永丰街道", BH_NUL, NULL, 0, &err);
  code("contest", bh_error_code(err), BH_OK);
  code("contested by", strstr(bh_explanation_text(contest, BH_ZH), "提出单位 CGZD 城管中队") != NULL, 1);
  bh_explanation_free(contest);
  code("an unknown unit", bh_why_not(engine, ticket, history, "城管", BH_NUL, &err) == NULL, 1);
  code("its code", bh_error_code(err), BH_ERROR_QUESTION);
  same("its value", bh_findings_value(bh_error_findings(err), 0), "城管");
  bh_error_free(err);

  /* what is not GB18030, and what cannot be written in it, are errors, in GB18030 too */
  code("not GB18030", bh_ticket_set(ticket, BH_TICKET_TEXT, "\xff\xff", BH_NUL), BH_ERROR_ENCODING);
  code("used all the same", bh_dispatch(engine, ticket, &err) == NULL, 1);
  same("message", bh_error_message(err, BH_ZH), "`text` 在第 1 个字节处不是 GB18030");
  bh_error_free(err);
  bh_ticket *other = bh_ticket_new();
  bh_ticket_set(other, BH_TICKET_ID, "a" NOT_IN_GB18030 "b", BH_NUL);
  bh_ticket_set(other, BH_TICKET_RECEIVED_AT, "2025-01-17 22:40", BH_NUL);
  code("an answer that cannot be written", bh_dispatch(engine, other, &err) == NULL, 1);
  code("its code", bh_error_code(err), BH_ERROR_ENCODING);
  same("its message", bh_error_message(err, BH_ZH), "答案中有字符 U+E5E5，GB18030 无法写出");
  bh_error_free(err);
  code("nor explained", bh_explain(engine, other, NULL, &err) == NULL, 1);
  bh_error_free(err);
  code("nor contested", bh_contest(engine, other, NULL, "PCS", BH_NUL, NULL, 0, NULL, 0, &err) == NULL, 1);
  code("its code", bh_error_code(err), BH_ERROR_ENCODING);
  bh_error_free(err);
  code("nor audited", bh_audit(engine, other, NULL, "2025-02-01", BH_NUL, &err) == NULL, 1);
  bh_error_free(err);

  /* a ticket in UTF-8 may be given to an engine that speaks GB18030; the answer is the engine's */
  bh_ticket_set(other, BH_TICKET_ID, "\xe5\x99\xaa", BH_NUL);
  bh_decision *mixed = bh_dispatch(engine, other, &err);
  same("mixed", bh_decision_ticket(mixed), "噪");

  bh_decision_free(mixed);
  bh_ticket_free(other);
  bh_explanation_free(why);
  bh_verdict_free(verdict);
  bh_history_free(history);
  bh_decision_free(decision);
  bh_ticket_free(ticket);
  bh_engine_free(engine);
  printf("%d failed\n", failures);
  return failures == 0 ? 0 : 1;
}
