# The matrix as data, scanned row by row: the first row that holds. All categories of tickets have six digits, so an
# exact one of a row is a prefix too.
package dispatch

decision := [row |
	some row in data.rows
	startswith(input.cat, row.cat)
	area_holds(row)
	urgency_holds(row)
	hour_holds(row)
	keyword_holds(row)
][0]

area_holds(row) if not row.areas

area_holds(row) if row.areas[input.area]

urgency_holds(row) if not row.urgency

urgency_holds(row) if row.urgency[input.urgency]

hour_holds(row) if not row.hours

hour_holds(row) if row.hours[input.hour]

keyword_holds(row) if not row.keyword

keyword_holds(row) if contains(input.text, row.keyword)
