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
