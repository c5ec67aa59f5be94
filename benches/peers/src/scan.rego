# The matrix as data, scanned row by row: the first row that holds.
package dispatch

decision := [row | some row in data.rows; holds(row)][0]

holds(row) if {
	category_holds(row)
	area_holds(row)
	urgency_holds(row)
	hour_holds(row)
	keyword_holds(row)
}

category_holds(row) if row.exact == input.cat

category_holds(row) if startswith(input.cat, row.prefix)

area_holds(row) if not row.areas

area_holds(row) if row.areas[input.area]

urgency_holds(row) if not row.urgency

urgency_holds(row) if row.urgency[input.urgency]

hour_holds(row) if not row.hours

hour_holds(row) if row.hours[input.hour]

keyword_holds(row) if not row.keyword

keyword_holds(row) if contains(input.text, row.keyword)
