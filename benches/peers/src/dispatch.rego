# The matrix as data, indexed by hand: lists of rows by exact category, by two levels and by one, each in the table's
# order. The table stands most specific first, so the first hit of the deepest level is the decision.
package dispatch

exact := [row | some row in data.rows[input.cat]; holds(row)]

upper := [row | some row in data.rows[input.cat2]; holds(row)]

top := [row | some row in data.rows[input.cat1]; holds(row)]

decision := exact[0] if count(exact) > 0

else := upper[0] if count(upper) > 0

else := top[0] if count(top) > 0

else := data.otherwise

holds(row) if {
	area_holds(row)
	urgency_holds(row)
	hour_holds(row)
	keyword_holds(row)
}

area_holds(row) if not row.areas

area_holds(row) if row.areas[input.area]

urgency_holds(row) if not row.urgency

urgency_holds(row) if row.urgency[input.urgency]

hour_holds(row) if not row.hours

hour_holds(row) if row.hours[input.hour]

keyword_holds(row) if not row.keyword

keyword_holds(row) if contains(input.text, row.keyword)
