/* bihuan (闭环): rules for the tickets of China's 12345 citizen hotline. Who gets a ticket, by when, and is it
 * really closed. This header is the reference; docs/c.md shows how to build, install and link, and docs/c.zh.md
 * the same in Chinese.
 *
 *     bh_error *err = NULL;
 *     bh_engine *engine = bh_engine_load("songjiang", &err);       // once; share it between threads
 *     if (engine == NULL) { puts(bh_error_message(err, BH_EN)); bh_error_free(err); return 1; }
 *
 *     bh_ticket *t = bh_ticket_new();
 *     bh_ticket_set(t, BH_TICKET_ID, "20250117-0042", BH_NUL);
 *     bh_ticket_set(t, BH_TICKET_RECEIVED_AT, "2025-01-17 22:40", BH_NUL);
 *     bh_ticket_set(t, BH_TICKET_MATTER, "噪声/装修噪声", BH_NUL);
 *
 *     bh_decision *d = bh_dispatch(engine, t, &err);
 *     if (d == NULL) { puts(bh_error_message(err, BH_EN)); bh_error_free(err); return 1; }
 *     const char *due = bh_decision_due(d, 0);                     // NULL without a limit, or outside the calendar
 *     printf("%s until %s\n", bh_decision_lead(d, 0), due ? due : "-");
 *     bh_decision_free(d); bh_ticket_free(t); bh_engine_free(engine);
 *
 * Ownership. What a call gives as `bh_x *` is yours until bh_x_free; what it gives as `const ...` is lent by the
 * handle it was asked of, lives as long as that handle, and is never freed. No call takes anything away from you:
 * texts, tickets and histories are copied or only read. Freeing NULL does nothing.
 *
 * Errors. A call that can fail takes `bh_error **err` last, which may be NULL. On failure it gives NULL or a negative
 * BH_ERROR_ number, changes nothing, and *err is a new error that is yours to free; on success *err is NULL. So look
 * at the result or at err, and free err before you reuse it. Getters don't fail: they give NULL, 0 or BH_NO_TIME where
 * there is nothing, and for an index beyond the last. NULL, freed, misaligned or mixed-up handles are recognised as far
 * as that is possible and are errors too; a pointer to memory that is gone cannot be.
 *
 * Texts. A text in is a pointer and a number of bytes, or BH_NUL for "up to its NUL". NULL is an absent text. A text out
 * ends with a NUL. All are UTF-8, or GB18030 with an engine that was loaded so (bh_engine_load_as) and tickets and
 * histories made for it (bh_ticket_new_for, bh_history_new_for). Times go in as `YYYY-MM-DD[ HH:MM[:SS]]` in the
 * rulebook's timezone or as RFC 3339, and come out as text in that timezone and as seconds since 1970 in UTC.
 *
 * Threads. The comment on each handle says what threads may do with it. In short: an engine and all answers may be read
 * by any number of threads at once; a ticket, a history and a monitor are changed by one thread at a time.
 *
 * The library keeps no state between calls, has no clock, writes nothing, never calls exit or abort of its own will, and
 * leaves errno alone. Numbers of constants are never reused. Unknown ones may come from a newer library: have a default.
 */

#ifndef BIHUAN_H
#define BIHUAN_H

#include <stddef.h>
#include <stdint.h>

// The version of this header; bh_version has that of the library.
#define BIHUAN_VERSION "0.1.0"
#define BIHUAN_VERSION_MAJOR 0
#define BIHUAN_VERSION_MINOR 1
#define BIHUAN_VERSION_PATCH 0
#define BIHUAN_VERSION_NUMBER \
  (BIHUAN_VERSION_MAJOR * 1000000 + BIHUAN_VERSION_MINOR * 1000 + BIHUAN_VERSION_PATCH)

// A length that says: the text ends at its NUL.
#define BH_NUL ((size_t)-1)

// A time that there isn't.
#define BH_NO_TIME INT64_MIN

/* ---- Results of calls and codes of errors ---------------------------------------------------------------- */

// It worked.
#define BH_OK 0

// A pointer is NULL that may not be, or is misaligned.
#define BH_ERROR_POINTER (-1)

// A handle is of another kind, was freed, or never was one.
#define BH_ERROR_HANDLE (-2)

// A length is beyond 1 GiB, often a negative number.
#define BH_ERROR_LENGTH (-3)

// A text is not in the encoding it should be in, or an answer cannot be written in it.
#define BH_ERROR_ENCODING (-4)

// A number or a time is none of those that the call takes.
#define BH_ERROR_ARGUMENT (-5)

// A text is no JSON, or JSON of another shape than the call takes.
#define BH_ERROR_JSON (-6)

// A file or folder cannot be read.
#define BH_ERROR_IO (-7)

// A file of tickets or events cannot be read.
#define BH_ERROR_INPUT (-8)

// The rulebook has findings that are errors; bh_error_findings has all of them.
#define BH_ERROR_RULEBOOK (-9)

// The ticket cannot be answered: no number, no time of receipt, no edition in force at receipt; for a
// verdict also: received after now, or a due outside the calendar. A decision has a NULL due and a
// note there.
#define BH_ERROR_TICKET (-10)

// An event cannot be read.
#define BH_ERROR_EVENT (-11)

// A monitor has to be rebuilt: an event earlier than the last, or another rulebook.
#define BH_ERROR_MONITOR (-12)

// A bug in this library; its message says where. The process goes on.
#define BH_ERROR_BUG (-13)

// What a newer version of the library knows and this header doesn't.
#define BH_ERROR_OTHER (-14)

// A question names a unit, a column or a value that the rulebook does not know; the finding names what is
// near.
#define BH_ERROR_QUESTION (-15)

/* ---- Encodings ------------------------------------------------------------------------------------------- */

#define BH_UTF8 1
#define BH_GB18030 2

/* ---- Options of bh_engine_check_json and bh_diff, added up; 0 for none ----------------------------------- */

// All there is, not the first few of a kind.
#define BH_ALL 1

// Of a check: also the rows that no case of the rulebook reaches, one by one.
#define BH_UNREACHED 2

/* ---- Languages of messages and words --------------------------------------------------------------------- */

#define BH_ZH 1
#define BH_EN 2

/* ---- Columns of a ticket; any other is an attribute, see bh_ticket_set_attribute ------------------------- */

// 工单编号
#define BH_TICKET_ID 1

// 受理时间: `YYYY-MM-DD[ HH:MM[:SS]]` in the rulebook's timezone, or RFC 3339.
#define BH_TICKET_RECEIVED_AT 2

// 发生时间
#define BH_TICKET_OCCURRED_AT 3

// 来源
#define BH_TICKET_SOURCE 4

// 诉求类型
#define BH_TICKET_DEMAND 5

// 事项: a path, 噪声/装修噪声
#define BH_TICKET_MATTER 6

// 内容
#define BH_TICKET_TEXT 7

// 区域: a path, 永丰街道/仓丰居委
#define BH_TICKET_AREA 8

// 紧急程度
#define BH_TICKET_URGENCY 9

/* ---- Severities of findings ------------------------------------------------------------------------------ */

#define BH_SEVERITY_ERROR 1
#define BH_SEVERITY_WARNING 2
#define BH_SEVERITY_NOTE 3

/* ---- Channels: how a ticket is handled as a whole -------------------------------------------------------- */

// 普通
#define BH_CHANNEL_NORMAL 1

// 绿色通道
#define BH_CHANNEL_GREEN 2

// 紧急
#define BH_CHANNEL_EMERGENCY 3

/* ---- Reasons: why a part has its lead -------------------------------------------------------------------- */

// 按清单
#define BH_REASON_ROW 1

// 另派
#define BH_REASON_EXTRA 2

// 托底
#define BH_REASON_NO_ROW 3

// 不受理
#define BH_REASON_NOT_ACCEPTED 4

// 指定
#define BH_REASON_DESIGNATED 5

// 裁定
#define BH_REASON_ADJUDICATE 6

/* ---- The three loops, and all of them -------------------------------------------------------------------- */

// 接单
#define BH_LOOP_INTAKE 1

// 处理
#define BH_LOOP_PROCESS 2

// 监督
#define BH_LOOP_SUPERVISION 3

// The worst of the three.
#define BH_LOOP_OVERALL 4

/* ---- States of a loop ------------------------------------------------------------------------------------ */

// 断环
#define BH_LOOP_BROKEN 1

// 超期
#define BH_LOOP_OVERDUE 2

// 未闭环
#define BH_LOOP_OPEN 3

// 逾期闭环
#define BH_LOOP_CLOSED_LATE 4

// 闭环
#define BH_LOOP_CLOSED 5

// 不适用
#define BH_LOOP_NOT_APPLICABLE 6

/* ---- States of an obligation ----------------------------------------------------------------------------- */

// 已履行
#define BH_STATE_MET 1

// 逾期履行
#define BH_STATE_MET_LATE 2

// 待履行
#define BH_STATE_PENDING 3

// 超期未履行
#define BH_STATE_OVERDUE 4

// 违反
#define BH_STATE_VIOLATED 5

// 免除
#define BH_STATE_WAIVED 6

/* ---- Handles --------------------------------------------------------------------------------------------- */

// A loaded rulebook (规则手册). Made once and shared: any number of threads may use it at the same time.
// It must outlive every call that it is given to; the answers of those calls don't need it any more.
// It speaks UTF-8, or GB18030 when it was loaded so: then every text that goes in with it or comes out of
// its answers is GB18030.
typedef struct bh_engine bh_engine;

// A ticket (工单) that is filled column by column. One thread at a time may set it; while nobody does,
// any number may read it. Reuse it with bh_ticket_clear. It needs no engine to live.
typedef struct bh_ticket bh_ticket;

// What happened on a ticket (办理经过): its events. One thread at a time may change it; while nobody does,
// any number may read it. Reuse it with bh_history_clear. It needs no engine to live.
typedef struct bh_history bh_history;

// The answer of a dispatch: who gets each part, by when, and by which row. It doesn't change; any number of
// threads may read it. Every text asked of it lives as long as it does.
typedef struct bh_decision bh_decision;

// An answer in words: why a decision is what it is, what a return would come to, why a unit does not lead,
// what changes between two rulebooks. It doesn't change; any number of threads may read it. Every text asked
// of it lives as long as it does.
typedef struct bh_explanation bh_explanation;

// The answer of an audit: how the three closed loops of a ticket stand. It doesn't change; any number of
// threads may read it. Every text asked of it lives as long as it does.
typedef struct bh_verdict bh_verdict;

// A ticket that is audited event by event. One thread at a time may push to it; while nobody does, any
// number may ask it. It belongs to the rulebook that it was made with, not to one bh_engine handle.
typedef struct bh_monitor bh_monitor;

// What loading or reading objects to, in order. It doesn't change; any number of threads may read it. Lent
// by an engine or an error as `const bh_findings *` (valid as long as that one, never freed), or your own.
typedef struct bh_findings bh_findings;

// Why a call failed. It doesn't change; any number of threads may read it. Every text and the findings
// asked of it live as long as it does.
typedef struct bh_error bh_error;

// A text that a call made for you. It doesn't change; any number of threads may read it.
typedef struct bh_string bh_string;

// A file of a rulebook in memory.
typedef struct bh_file {
  // Its name, such as `units.csv`, or `2024/units.csv` in one of several editions; ended by a NUL.
  const char *name;
  // Its content.
  const void *data;
  // How many bytes the content has.
  size_t len;
} bh_file;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/* ---- Version --------------------------------------------------------------------------------------------- */

// The version of the library that is loaded, such as `0.1.0`; BIHUAN_VERSION is that of the header.
// Valid for ever.
const char *bh_version(void);

// The version of the library that is loaded as a number: 1002003 for 1.2.3; BIHUAN_VERSION_NUMBER is
// that of the header. A library that is at least as new as the header, with the same major number (and
// as long as that is 0, the same minor number), fits.
int bh_version_number(void);

/* ---- Engine ---------------------------------------------------------------------------------------------- */

// Loads a rulebook from its folder (or one .xlsx) and speaks UTF-8. The path is the operating
// system's, as fopen takes it. On failure the error has every finding at once.
bh_engine *bh_engine_load(const char *path, bh_error **err);

// The same, speaking `encoding`: BH_UTF8 or BH_GB18030. The path is the operating system's all the
// same. The rulebook's own files may be in either encoding whatever the engine speaks.
bh_engine *bh_engine_load_as(const char *path, int encoding, bh_error **err);

// Loads a rulebook from `count` files in memory and speaks UTF-8: those of its folder, or one whole
// .xlsx. The files may be freed afterwards.
bh_engine *bh_engine_load_memory(const bh_file *files, size_t count, bh_error **err);

// The same, speaking `encoding`: BH_UTF8 or BH_GB18030. Names of files are in that encoding.
bh_engine *bh_engine_load_memory_as(const bh_file *files, size_t count, int encoding, bh_error **err);

// Warnings and notes of loading, lent by the engine.
const bh_findings *bh_engine_findings(const bh_engine *engine);

// Checks the rulebook as a keeper would: the findings of loading, what its own cases (cases.csv) come to,
// and what its tables prove to be (BH0801 to BH0837): every one. A case that no longer holds is an error
// among the findings, and no failure of the call.
bh_findings *bh_engine_check(const bh_engine *engine, bh_error **err);

// The same as JSON, ranked, with the tickets that show a finding and what would mend it. `options`: 0 for
// the first few of each code, BH_ALL for every finding, BH_UNREACHED for the rows that no case reaches.
// `against` is another version of the rulebook, or NULL: then only what is new is told, and what is gone.
// `tickets` are past tickets, or NULL: JSON Lines, or an array, of flat objects as in bh_ticket_from_json;
// a finding then has how many it touches. A line that cannot be read refuses the whole:
// bh_error_findings has every such line, by its number.
//
// The answer: {"findings": [...], "gone": [...], "hidden": [{"code", "count"}, ...]}. A finding is as in
// bh_findings_json, with `witness` (a ticket), `mend` and `touched` where there are some.
bh_string *bh_engine_check_json(const bh_engine *engine,
                                   int options,
                                   const bh_engine *against,
                                   const char *tickets,
                                   size_t tickets_len,
                                   bh_error **err);

// The hash of the rulebook, 64 hex digits: two engines with the same hash answer alike.
const char *bh_engine_hash(const bh_engine *engine);

// How many units (单位) the latest edition has.
size_t bh_engine_unit_count(const bh_engine *engine);

// The code of a unit, from 0, in the order of its list. NULL beyond the last.
const char *bh_engine_unit_code(const bh_engine *engine, size_t index);

// The name of a unit, from 0, in the order of its list. NULL beyond the last.
const char *bh_engine_unit_name(const bh_engine *engine, size_t index);

// The name of a unit by its code, of the latest edition that has the unit. NULL where none has it. As
// the engine's other texts, valid until the engine is freed.
const char *bh_engine_unit_name_of(const bh_engine *engine, const char *code, size_t len);

// Frees an engine. Answers made with it stay valid. NULL is no-op.
void bh_engine_free(bh_engine *engine);

/* ---- Ticket ---------------------------------------------------------------------------------------------- */

// A ticket without any column yet, in UTF-8.
bh_ticket *bh_ticket_new(void);

// The same in the encoding of an engine.
bh_ticket *bh_ticket_new_for(const bh_engine *engine, bh_error **err);

// A ticket from JSON in UTF-8: one flat object of strings and numbers, its keys the columns' names in
// Chinese or English, any other key an attribute. The levels of `matter` and `area` may be an array of
// strings. What cannot be read of the ticket is BH_ERROR_TICKET, as with bh_ticket_set; what is no
// JSON, or has another shape, is BH_ERROR_JSON.
bh_ticket *bh_ticket_from_json(const char *json, size_t len, bh_error **err);

// The same in the encoding of an engine.
bh_ticket *bh_ticket_from_json_for(const bh_engine *engine, const char *json, size_t len, bh_error **err);

// Sets a column, one of BH_TICKET_..., to a text that is copied. NULL or a blank text leaves the
// column absent. BH_OK, or the code of an error, which the ticket remembers until the column is set
// again: the call that uses the ticket fails with it, so a program may set all columns and look once.
// A number that is no column, or an attribute without a name, is remembered until bh_ticket_clear.
//
// A word that cannot be read (a `demand` that is none) is no error: it counts as absent and the answer
// has a note. A time of receipt that cannot be read is the error of the call that uses the ticket.
int bh_ticket_set(bh_ticket *ticket, int column, const char *text, size_t len);

// Sets BH_TICKET_RECEIVED_AT or BH_TICKET_OCCURRED_AT to a time in seconds since 1970 in UTC;
// BH_NO_TIME leaves it absent. Milliseconds are an error. Otherwise as bh_ticket_set.
int bh_ticket_set_unix(bh_ticket *ticket, int column, int64_t seconds);

// Sets a column by its name in Chinese or English; a name that is none of the known columns' is an
// attribute, matched by the column `where.<name>` (属性.<name>) of the rulebook. Otherwise as
// bh_ticket_set.
int bh_ticket_set_attribute(bh_ticket *ticket, const char *name, size_t name_len, const char *value, size_t value_len);

// Makes a ticket as new, in the same encoding, to be filled again.
int bh_ticket_clear(bh_ticket *ticket);

// Whether a ticket can be used: BH_OK, or what is wrong with it.
int bh_ticket_check(const bh_ticket *ticket, bh_error **err);

// A ticket as JSON, in the ticket's encoding.
bh_string *bh_ticket_json(const bh_ticket *ticket, bh_error **err);

// Frees a ticket. NULL is no-op.
void bh_ticket_free(bh_ticket *ticket);

/* ---- History --------------------------------------------------------------------------------------------- */

// A history without events, in UTF-8. Where a call takes a history, NULL stands for one without events.
bh_history *bh_history_new(void);

// The same in the encoding of an engine.
bh_history *bh_history_new_for(const bh_engine *engine, bh_error **err);

// A history from JSON in UTF-8: an array of flat objects, their keys the columns' names in Chinese or
// English. One event that cannot be read refuses the whole: BH_ERROR_EVENT, with the event's number in
// the message and in bh_findings_event. To go on without it, add the events one by one with
// bh_history_add.
bh_history *bh_history_from_json(const char *json, size_t len, bh_error **err);

// The same in the encoding of an engine.
bh_history *bh_history_from_json_for(const bh_engine *engine, const char *json, size_t len, bh_error **err);

// Adds an event: when it happened, `YYYY-MM-DD[ HH:MM[:SS]]` in the rulebook's timezone or RFC 3339,
// and its kind in Chinese or English, such as 派单 or `dispatched`: docs/semantics.md, E and Words,
// lists kinds and their fields. Events may come in any order. BH_OK, or the code of an error: the
// event is then set aside with every field that is set for it, and a call that uses the history fails
// with that error, until bh_history_skip_rejected or bh_history_clear.
int bh_history_add(bh_history *history, const char *at, size_t at_len, const char *kind, size_t kind_len);

// The same at a time in seconds since 1970 in UTC. Milliseconds are an error.
int bh_history_add_unix(bh_history *history, int64_t at, const char *kind, size_t kind_len);

// Sets a field of the event that was added last by its name in Chinese or English: unit, part, by,
// reason, satisfaction, finding, until, ... NULL or a blank value leaves the field absent. BH_OK, or
// the code of an error: the event is then set aside as in bh_history_add.
int bh_history_set(bh_history *history, const char *name, size_t name_len, const char *value, size_t value_len);

// How many events the history has, those set aside not counted.
size_t bh_history_count(const bh_history *history);

// Whether a history can be used: BH_OK, or what is wrong with the first event that was set aside.
int bh_history_check(const bh_history *history, bh_error **err);

// Goes on without the events that were set aside; how many there were.
size_t bh_history_skip_rejected(bh_history *history);

// Makes a history as new, in the same encoding, to be filled again.
int bh_history_clear(bh_history *history);

// A history as JSON, in the history's encoding.
bh_string *bh_history_json(const bh_history *history, bh_error **err);

// Frees a history. NULL is no-op.
void bh_history_free(bh_history *history);

/* ---- Decision -------------------------------------------------------------------------------------------- */

// Decides who gets a ticket, by when and why. A due outside the calendar is no error: bh_decision_due
// gives NULL and the decision has a note `not_covered`.
bh_decision *bh_dispatch(const bh_engine *engine, const bh_ticket *ticket, bh_error **err);

// Decides a ticket again after what happened: returns, designations, corrections, extensions. `history`
// may be NULL.
bh_decision *bh_redispatch(const bh_engine *engine, const bh_ticket *ticket, const bh_history *history, bh_error **err);

// The same with JSON in and out. The request: {"ticket": {...}, "history": [{...}, ...]}, where
// `history` may be left out; the keys inside are the columns' names in Chinese or English. One event
// that cannot be read refuses the whole request, as in bh_history_from_json.
bh_string *bh_dispatch_json(const bh_engine *engine, const char *request, size_t len, bh_error **err);

// The ticket's number. As with all that follow, valid until the decision is freed, and NULL (or 0, or
// BH_NO_TIME) where there is nothing or an index is beyond the last. Parts and lists count from 0.
const char *bh_decision_ticket(const bh_decision *decision);

// How the ticket is handled as a whole: one of BH_CHANNEL_...
int bh_decision_channel(const bh_decision *decision);

// The channel's word, in BH_ZH or BH_EN.
const char *bh_decision_channel_text(const bh_decision *decision, int language);

// 110, 119 or 120, to be called at once.
const char *bh_decision_call(const bh_decision *decision);

// What the caller is to be told when the ticket is not accepted (不受理).
const char *bh_decision_tell(const bh_decision *decision);

// The rulebook's name.
const char *bh_decision_rulebook(const bh_decision *decision);

// The version of the edition that decided.
const char *bh_decision_version(const bh_decision *decision);

// The calendars that limits were counted with.
const char *bh_decision_calendar(const bh_decision *decision);

// How many parts (分派) there are, at least one: the first, then extra ones.
size_t bh_decision_part_count(const bh_decision *decision);

// The leading unit (主办) of a part, by code.
const char *bh_decision_lead(const bh_decision *decision, size_t part);

// How many assisting units (协办) a part has.
size_t bh_decision_assist_count(const bh_decision *decision, size_t part);

// An assisting unit, by code.
const char *bh_decision_assist(const bh_decision *decision, size_t part, size_t index);

// The row or rule that decided.
const char *bh_decision_row(const bh_decision *decision, size_t part);

// Why this lead: one of BH_REASON_...
int bh_decision_reason(const bh_decision *decision, size_t part);

// The reason's word, in BH_ZH or BH_EN.
const char *bh_decision_reason_text(const bh_decision *decision, size_t part, int language);

// When a part must be handled: `YYYY-MM-DD HH:MM:SS` in the rulebook's timezone. NULL where no limit
// applies, and where the due falls outside the calendar, which is noted (`not_covered`).
const char *bh_decision_due(const bh_decision *decision, size_t part);

// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
int64_t bh_decision_due_unix(const bh_decision *decision, size_t part);

// When the caller must have been contacted (先行联系).
const char *bh_decision_first_contact_due(const bh_decision *decision, size_t part);

// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
int64_t bh_decision_first_contact_due_unix(const bh_decision *decision, size_t part);

// The sign-off route (签批) that the row names.
const char *bh_decision_signoff(const bh_decision *decision, size_t part);

// Law or rule behind the row (依据).
const char *bh_decision_basis(const bh_decision *decision, size_t part);

// How to talk to the caller (提示).
const char *bh_decision_tip(const bh_decision *decision, size_t part);

// How many named limits (限时) a part has, `due` and `first_contact` among them.
size_t bh_decision_limit_count(const bh_decision *decision, size_t part);

// The name of a limit.
const char *bh_decision_limit_name(const bh_decision *decision, size_t part, size_t index);

// Its amount in BH_ZH or BH_EN, 5工作日 or `5wd`; NULL where only an extension gives a due.
const char *bh_decision_limit_amount(const bh_decision *decision, size_t part, size_t index, int language);

// The row or rule that it comes from.
const char *bh_decision_limit_source(const bh_decision *decision, size_t part, size_t index);

// When it is up, extensions included.
const char *bh_decision_limit_due(const bh_decision *decision, size_t part, size_t index);

// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
int64_t bh_decision_limit_due_unix(const bh_decision *decision, size_t part, size_t index);

// When it would be up counted from receipt.
const char *bh_decision_limit_from_receipt(const bh_decision *decision, size_t part, size_t index);

// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
int64_t bh_decision_limit_from_receipt_unix(const bh_decision *decision, size_t part, size_t index);

// How many stages (分段限时) the row of a part has.
size_t bh_decision_stage_count(const bh_decision *decision, size_t part);

// The name of a stage.
const char *bh_decision_stage_name(const bh_decision *decision, size_t part, size_t index);

// Its limit in BH_ZH or BH_EN.
const char *bh_decision_stage_limit(const bh_decision *decision, size_t part, size_t index, int language);

// When it is up.
const char *bh_decision_stage_due(const bh_decision *decision, size_t part, size_t index);

// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
int64_t bh_decision_stage_due_unix(const bh_decision *decision, size_t part, size_t index);

// How many notes there are: what could not be read, was left out, or has no due.
size_t bh_decision_note_count(const bh_decision *decision);

// The code of a note:
//
// - `unlisted_matter`: the ticket's matter is not in the list of matters
// - `unknown_value`: a value could not be read and counts as absent
// - `no_due`: there is no due where one was asked for
// - `not_covered`: a date that the calendar does not cover, so a due may be absent
// - `assist_unresolved`: the role of an assist has no unit for the ticket
// - `assist_inactive`: an assist is not active on the date
// - `barred`: a unit is barred from leading by an upheld return
// - `off_matrix`: a dispatched unit leads no part of the decision (verdicts only)
// - `future_events`: events after `now` were not seen (verdicts only)
const char *bh_decision_note_code(const bh_decision *decision, size_t index);

// What a note is about: a value, a unit's code, a year, a count.
const char *bh_decision_note_about(const bh_decision *decision, size_t index);

// A note for a person, in BH_ZH or BH_EN: what kind, and in brackets what it is about.
const char *bh_decision_note_text(const bh_decision *decision, size_t index, int language);

// The whole decision as JSON.
const char *bh_decision_json(const bh_decision *decision);

// Frees a decision. NULL is no-op.
void bh_decision_free(bh_decision *decision);

/* ---- Explanation ----------------------------------------------------------------------------------------- */

// Explains the decision on a ticket: the winning rows cell by cell, and the rows that came close with
// the first cell that failed. `history` may be NULL.
bh_explanation *bh_explain(const bh_engine *engine, const bh_ticket *ticket, const bh_history *history, bh_error **err);

// The same with JSON in and out. The request: {"ticket": {...}, "history": [{...}, ...]}.
bh_string *bh_explain_json(const bh_engine *engine, const char *request, size_t len, bh_error **err);

// Why a unit does not lead a ticket: the nearest row that gives it, and the least change of the ticket by
// which it would. `unit` is a code, a name or an alias; one that the rulebook does not know is
// BH_ERROR_QUESTION. `history` may be NULL.
bh_explanation *bh_why_not(const bh_engine *engine,
                              const bh_ticket *ticket,
                              const bh_history *history,
                              const char *unit,
                              size_t unit_len,
                              bh_error **err);

// The same with JSON in and out. The request: {"ticket": {...}, "history": [{...}, ...], "unit": "..."}.
bh_string *bh_why_not_json(const bh_engine *engine, const char *request, size_t len, bh_error **err);

// The explanation for a person, several lines, in BH_ZH or BH_EN.
const char *bh_explanation_text(const bh_explanation *explanation, int language);

// The whole explanation as JSON: what the Rust library serializes and the `bihuan` command prints.
const char *bh_explanation_json(const bh_explanation *explanation);

// Frees an explanation. NULL is no-op.
void bh_explanation_free(bh_explanation *explanation);

/* ---- Contest --------------------------------------------------------------------------------------------- */

// Tries a return (退单) before it is made: who would get the ticket, or why it stays with the unit. `unit`,
// which wants to return it, is a code, a name or an alias. `claim` is what it disputes: `column=value`
// pairs between `;`, such as `area=永丰街道/玉树居委`, `text=` for a fact that is absent; NULL or blank: no
// fact, the ticket is not its duty (非本单位职能). `now` is a time as in bh_history_add; NULL or blank: the
// window to return is not judged. `history` may be NULL.
//
// A unit, column or value that the rulebook does not know is BH_ERROR_QUESTION. The answer is read by
// bh_explanation_text and bh_explanation_json.
bh_explanation *bh_contest(const bh_engine *engine,
                              const bh_ticket *ticket,
                              const bh_history *history,
                              const char *unit,
                              size_t unit_len,
                              const char *claim,
                              size_t claim_len,
                              const char *now,
                              size_t now_len,
                              bh_error **err);

// The same with JSON in and out. The request: {"ticket": {...}, "history": [{...}, ...], "unit": "...",
// "claim": "..." or {"column": "value", ...}, "now": "..."}, where `history`, `claim` and `now` may be left
// out.
bh_string *bh_contest_json(const bh_engine *engine, const char *request, size_t len, bh_error **err);

// Asks a recorded contest again, by this rulebook. `contest` is the JSON that bh_contest_json or
// bh_explanation_json gave, or `bihuan contest --format jsonl`. The answer in JSON: {"contest": the contest
// by this rulebook, "same_rulebook": whether that is the one that was asked then, "same": whether
// everything is as recorded}.
bh_string *bh_contest_replay_json(const bh_engine *engine, const char *contest, size_t len, bh_error **err);

/* ---- Diff ------------------------------------------------------------------------------------------------ */

// What changes from one rulebook to another: rows and settings, and every region of tickets that is decided
// differently at receipt, proven, each with a ticket that shows it. `options`: BH_ALL for every region, 0
// for the largest.
//
// `only` says where the change was meant to reach, such as `matter=噪声; hours=22:00-06:00`; what reaches
// beyond is in the JSON under `changes.outside`, which is empty when all is well and
// `changes.unfinished` is 0. NULL or blank: anywhere. A column that no row has, or a cell that cannot be
// read, is BH_ERROR_QUESTION.
//
// `tickets` are past tickets to decide by both: JSON Lines, or an array, of flat objects as in
// bh_ticket_from_json; `events` what happened on them, likewise, each with the number of its `ticket`. NULL
// for none. Then the answer also has what each unit would have gained and lost, in JSON under `replay`. A
// line that cannot be read refuses the whole: bh_error_findings has every such line, by its number.
//
// The answer is read by bh_explanation_text and bh_explanation_json, in the new engine's encoding, in which
// the texts go in too.
bh_explanation *bh_diff(const bh_engine *old_engine,
                           const bh_engine *new_engine,
                           int options,
                           const char *only,
                           size_t only_len,
                           const char *tickets,
                           size_t tickets_len,
                           const char *events,
                           size_t events_len,
                           bh_error **err);

/* ---- Verdict --------------------------------------------------------------------------------------------- */

// Judges the three closed loops of a ticket at `now`, a time as in bh_history_add; the library has no
// clock of its own. `history` may be NULL. Where a due falls outside the calendar there is no verdict
// but BH_ERROR_TICKET, unlike bh_dispatch.
bh_verdict *bh_audit(const bh_engine *engine,
                        const bh_ticket *ticket,
                        const bh_history *history,
                        const char *now_text,
                        size_t now_len,
                        bh_error **err);

// The same at a time in seconds since 1970 in UTC.
bh_verdict *bh_audit_unix(const bh_engine *engine,
                             const bh_ticket *ticket,
                             const bh_history *history,
                             int64_t now,
                             bh_error **err);

// The same with JSON in and out. The request: {"ticket": {...}, "history": [{...}, ...], "now":
// "..."}. One event that cannot be read refuses the whole request, as in bh_history_from_json.
bh_string *bh_audit_json(const bh_engine *engine, const char *request, size_t len, bh_error **err);

// The ticket's number. As with all that follow, valid until the verdict is freed, and NULL (or 0, or
// BH_NO_TIME) where there is nothing or an index is beyond the last. Lists count from 0.
const char *bh_verdict_ticket(const bh_verdict *verdict);

// The state of a loop, one of BH_LOOP_BROKEN to BH_LOOP_NOT_APPLICABLE. `which` is BH_LOOP_INTAKE,
// BH_LOOP_PROCESS, BH_LOOP_SUPERVISION, or BH_LOOP_OVERALL for the worst of the three.
int bh_verdict_loop(const bh_verdict *verdict, int which);

// The state's word, in BH_ZH or BH_EN.
const char *bh_verdict_loop_text(const bh_verdict *verdict, int which, int language);

// How many obligations are violated, overdue or met late.
size_t bh_verdict_breaches(const bh_verdict *verdict);

// What is due first of what is open: an obligation's id.
const char *bh_verdict_next(const bh_verdict *verdict);

// Its title, in BH_ZH or BH_EN.
const char *bh_verdict_next_title(const bh_verdict *verdict, int language);

// Whose turn that is: a unit's code, or `CODE.post`.
const char *bh_verdict_next_unit(const bh_verdict *verdict);

// When that is due: `YYYY-MM-DD HH:MM:SS` in the rulebook's timezone.
const char *bh_verdict_next_due(const bh_verdict *verdict);

// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
int64_t bh_verdict_next_due_unix(const bh_verdict *verdict);

// How the ticket is handled as a whole: one of BH_CHANNEL_...
int bh_verdict_channel(const bh_verdict *verdict);

// The channel's word, in BH_ZH or BH_EN.
const char *bh_verdict_channel_text(const bh_verdict *verdict, int language);

// The rulebook's name.
const char *bh_verdict_rulebook(const bh_verdict *verdict);

// The version of the edition that decided.
const char *bh_verdict_version(const bh_verdict *verdict);

// The calendars that dues were counted with.
const char *bh_verdict_calendar(const bh_verdict *verdict);

// How many obligations there are: every instance of each, in the policy's order.
size_t bh_verdict_obligation_count(const bh_verdict *verdict);

// The id of an obligation, such as `first_contact`.
const char *bh_verdict_obligation_id(const bh_verdict *verdict, size_t index);

// Its title, in BH_ZH or BH_EN.
const char *bh_verdict_obligation_title(const bh_verdict *verdict, size_t index, int language);

// The part that it is about, from 1; 0 where it is about the ticket.
uint32_t bh_verdict_obligation_part(const bh_verdict *verdict, size_t index);

// The assisting unit that it is about.
const char *bh_verdict_obligation_assist(const bh_verdict *verdict, size_t index);

// The loop that it belongs to: BH_LOOP_INTAKE, BH_LOOP_PROCESS or BH_LOOP_SUPERVISION.
int bh_verdict_obligation_loop(const bh_verdict *verdict, size_t index);

// The loop's word, in BH_ZH or BH_EN.
const char *bh_verdict_obligation_loop_text(const bh_verdict *verdict, size_t index, int language);

// How it stands: one of BH_STATE_...
int bh_verdict_obligation_state(const bh_verdict *verdict, size_t index);

// The state's word, in BH_ZH or BH_EN.
const char *bh_verdict_obligation_state_text(const bh_verdict *verdict, size_t index, int language);

// When it started.
const char *bh_verdict_obligation_since(const bh_verdict *verdict, size_t index);

// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
int64_t bh_verdict_obligation_since_unix(const bh_verdict *verdict, size_t index);

// When it is due.
const char *bh_verdict_obligation_due(const bh_verdict *verdict, size_t index);

// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
int64_t bh_verdict_obligation_due_unix(const bh_verdict *verdict, size_t index);

// Whose turn it is or was: a unit's code, or `CODE.post`.
const char *bh_verdict_obligation_owner(const bh_verdict *verdict, size_t index);

// When it was met.
const char *bh_verdict_obligation_met_at(const bh_verdict *verdict, size_t index);

// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
int64_t bh_verdict_obligation_met_at_unix(const bh_verdict *verdict, size_t index);

// How many events it rests on.
size_t bh_verdict_obligation_evidence_count(const bh_verdict *verdict, size_t index);

// An event that it rests on, from 1 as they were added: what started it, then what decided it.
size_t bh_verdict_obligation_evidence(const bh_verdict *verdict, size_t index, size_t which);

// What is wrong with an event that could not have happened, in BH_ZH or BH_EN.
const char *bh_verdict_obligation_fault(const bh_verdict *verdict, size_t index, int language);

// How many notes there are: what could not be read or was not seen.
size_t bh_verdict_note_count(const bh_verdict *verdict);

// The code of a note: bh_decision_note_code has them all.
const char *bh_verdict_note_code(const bh_verdict *verdict, size_t index);

// What a note is about: a value, a unit's code, a year, a count.
const char *bh_verdict_note_about(const bh_verdict *verdict, size_t index);

// A note for a person, in BH_ZH or BH_EN: what kind, and in brackets what it is about.
const char *bh_verdict_note_text(const bh_verdict *verdict, size_t index, int language);

// The whole verdict as JSON.
const char *bh_verdict_json(const bh_verdict *verdict);

// Frees a verdict. NULL is no-op.
void bh_verdict_free(bh_verdict *verdict);

/* ---- Monitor --------------------------------------------------------------------------------------------- */

// A monitor of a ticket without events yet. The ticket is copied.
bh_monitor *bh_monitor_new(const bh_engine *engine, const bh_ticket *ticket, bh_error **err);

// A monitor from what bh_monitor_json gave. One of another rulebook is refused when it is used.
bh_monitor *bh_monitor_from_json(const bh_engine *engine, const char *json, size_t len, bh_error **err);

// Gives a monitor the events of a history, usually one, in the order they were added: all of them, or
// on failure none. The history stays as it is: bh_history_clear it before the next event, or the event
// is given twice. An event earlier than the last is an error: make a new monitor and push all in
// order.
int bh_monitor_push(const bh_engine *engine, bh_monitor *monitor, const bh_history *events, bh_error **err);

// The verdict at `now` on what a monitor was given: that of bh_audit with the same events.
bh_verdict *bh_monitor_verdict(const bh_engine *engine,
                                  const bh_monitor *monitor,
                                  const char *now_text,
                                  size_t now_len,
                                  bh_error **err);

// The same at a time in seconds since 1970 in UTC.
bh_verdict *bh_monitor_verdict_unix(const bh_engine *engine, const bh_monitor *monitor, int64_t now, bh_error **err);

// A monitor as JSON, to be kept between events.
bh_string *bh_monitor_json(const bh_monitor *monitor, bh_error **err);

// Frees a monitor. NULL is no-op.
void bh_monitor_free(bh_monitor *monitor);

/* ---- Findings -------------------------------------------------------------------------------------------- */

// What a program should know of a history before it trusts an answer: events that name no known kind
// or unit, an unknown satisfaction, a value that cannot be read, a dispatch or designation without its
// unit. They are no errors; often there are none.
bh_findings *bh_doubts(const bh_engine *engine, const bh_ticket *ticket, const bh_history *history, bh_error **err);

// How many findings there are.
size_t bh_findings_count(const bh_findings *findings);

// The code of a finding, from 0: `BH` and four digits, never reused; each has a page in docs/findings.
// As with all that follow, NULL (or 0) beyond the last and where there is nothing.
const char *bh_findings_code(const bh_findings *findings, size_t index);

// How grave it is: one of BH_SEVERITY_...
int bh_findings_severity(const bh_findings *findings, size_t index);

// What is wrong, in one line, in BH_ZH or BH_EN.
const char *bh_findings_message(const bh_findings *findings, size_t index, int language);

// What to do about it, in BH_ZH or BH_EN; NULL where the message says it all.
const char *bh_findings_help(const bh_findings *findings, size_t index, int language);

// The file that it is in.
const char *bh_findings_file(const bh_findings *findings, size_t index);

// The sheet of a workbook that it is in.
const char *bh_findings_sheet(const bh_findings *findings, size_t index);

// The line of the file on which its record starts, from 1; 0 where it is of no line.
uint64_t bh_findings_row(const bh_findings *findings, size_t index);

// The column as the header writes it, or the key of a setting.
const char *bh_findings_column(const bh_findings *findings, size_t index);

// The value in question, as written.
const char *bh_findings_value(const bh_findings *findings, size_t index);

// The event that it is about, from 1, as they were added; 0 where it is about none.
size_t bh_findings_event(const bh_findings *findings, size_t index);

// All findings as JSON, an array.
const char *bh_findings_json(const bh_findings *findings);

// Frees findings of your own, those of bh_doubts and bh_engine_check. Lent ones are left alone. NULL
// is no-op.
void bh_findings_free(bh_findings *findings);

/* ---- Error ----------------------------------------------------------------------------------------------- */

// What kind of error it is: one of BH_ERROR_..., BH_OK for NULL.
int bh_error_code(const bh_error *error);

// What went wrong, in BH_ZH or BH_EN: one line, and for a rulebook the first findings in lines of
// their own.
const char *bh_error_message(const bh_error *error, int language);

// Every finding behind it, warnings included, lent by the error; often there are none.
const bh_findings *bh_error_findings(const bh_error *error);

// The whole error as JSON: code, message, message_zh, findings.
const char *bh_error_json(const bh_error *error);

// Frees an error. NULL is no-op.
void bh_error_free(bh_error *error);

/* ---- String ---------------------------------------------------------------------------------------------- */

// The text, ended by a NUL, valid until the string is freed.
const char *bh_string_text(const bh_string *string);

// How many bytes the text has, its NUL not counted.
size_t bh_string_len(const bh_string *string);

// Frees a string. NULL is no-op.
void bh_string_free(bh_string *string);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif /* BIHUAN_H */
