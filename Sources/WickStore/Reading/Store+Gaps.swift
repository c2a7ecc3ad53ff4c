import GRDB
public import WickDomain

extension Store {
    /// Gaps that touch the range, as known at `asOf` (nil: now), in the order of their starts.
    ///
    /// - Parameter scope: nil for all.
    public func gaps(
        touching range: Range<Timestamp>, scope: String? = nil, asOf: Timestamp? = nil
    ) throws(StoreError) -> [ObservationGap] {
        try read("reading gaps") { database in
            var found: [ObservationGap] = []
            let rows = try RowReader(
                database,
                sql: """
                    SELECT scope, event_time, end_time, reason, known_at FROM gap
                    WHERE event_time < ?2 AND end_time > ?1 AND known_at <= ?3 AND (?4 IS NULL OR scope = ?4)
                    ORDER BY event_time, end_time, scope, known_at
                    """,
                arguments: [
                    range.lowerBound.microseconds, range.upperBound.microseconds, asOf?.microseconds ?? .max, scope,
                ])
            try rows.forEach { row in
                try row.require(row.time(2) > row.time(1), "a gap of \(row.text(0))", "it has no length")
                found.append(
                    ObservationGap(
                        scope: row.text(0), start: try row.time(1), end: try row.time(2), reason: row.text(3),
                        knownTime: try row.time(4)))
                return true
            }
            return found
        }
    }
}
